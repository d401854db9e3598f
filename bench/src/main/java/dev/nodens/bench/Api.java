package dev.nodens.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The Kubernetes API of a run, as far as the bench writes to it. Safe for many threads.
final class Api implements AutoCloseable {
  private static final int CREATED = 201;
  private static final int EXISTS = 409;

  private final HttpClient client;
  private final String url;
  private final String token;

  private Api(HttpClient client, String url, String token) {
    this.client = client;
    this.url = url;
    this.token = token;
  }

  static Api open(String url, Path certificates, String token)
      throws IOException, GeneralSecurityException {
    return new Api(HttpClient.newBuilder().sslContext(trusting(certificates)).build(), url, token);
  }

  /// Creates an object, or leaves the one that exists; returns what the server says of it.
  String create(String path, String object) throws IOException, InterruptedException {
    HttpResponse<String> response = send(path, "POST", "application/json", object);
    if (response.statusCode() != CREATED && response.statusCode() != EXISTS) {
      throw failure("POST", path, response);
    }
    return response.body();
  }

  void delete(String path) throws IOException, InterruptedException {
    succeed("DELETE", path, send(path, "DELETE", "application/json", ""));
  }

  /// Changes an object by a JSON patch (RFC 6902); returns what it is now.
  String patch(String path, String operations) throws IOException, InterruptedException {
    return succeed("PATCH", path, send(path, "PATCH", "application/json-patch+json", operations));
  }

  /// What the server says to a read.
  String get(String path) throws IOException, InterruptedException {
    return succeed("GET", path, send(path, "GET", "application/json", ""));
  }

  @Override
  public void close() {
    client.close();
  }

  private static String succeed(String method, String path, HttpResponse<String> response)
      throws IOException {
    if (response.statusCode() / 100 != 2) {
      throw failure(method, path, response);
    }
    return response.body();
  }

  private HttpResponse<String> send(String path, String method, String type, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", type)
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static IOException failure(String method, String path, HttpResponse<String> response) {
    return new IOException(
        method + " " + path + ": status " + response.statusCode() + ", " + response.body());
  }

  private static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
    KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
    anchors.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        anchors.setCertificateEntry("anchor-" + anchors.size(), certificate);
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
