package dev.nodens.sandbox.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.nodens.sandbox.json.Json;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// An API server that the contract is checked against.
///
/// @param name for the names of tests
/// @param url without a slash at the end
/// @param token sent as a bearer token, when there is one
record ApiUnderTest(String name, String url, Optional<String> token, HttpClient client) {
  private static final AtomicInteger NAMES = new AtomicInteger();

  record Answer(int code, JsonNode body, String warning) {}

  static ApiUnderTest plain(String name, String url) {
    return new ApiUnderTest(name, url, Optional.empty(), HttpClient.newHttpClient());
  }

  static ApiUnderTest ofKubeconfig(File file) throws IOException, GeneralSecurityException {
    Config config = Config.fromKubeconfig(file);
    HttpClient client = HttpClient.newBuilder().sslContext(SSLUtils.sslContext(config)).build();
    String url = config.getMasterUrl().replaceAll("/$", "");
    Optional<String> token =
        Optional.ofNullable(config.getOauthToken())
            .or(() -> Optional.ofNullable(config.getAutoOAuthToken()));
    return new ApiUnderTest("real", url, token, client);
  }

  private HttpRequest.Builder request(String path) {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("User-Agent", "contract/1")
            .header("Accept", "application/json");
    token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
    return request;
  }

  Answer send(String method, String path, String type, String body) {
    var request =
        request(path)
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      String warning = response.headers().firstValue("Warning").orElse("");
      boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
      JsonNode answer =
          json
              ? Json.read(response.body())
              : TextNode.valueOf(new String(response.body(), StandardCharsets.UTF_8));
      return new Answer(response.statusCode(), answer, warning);
    } catch (IOException e) {
      throw new IllegalStateException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Answer get(String path) {
    return send("GET", path, "application/json", "");
  }

  Answer post(String path, String body) {
    return send("POST", path, "application/json", body);
  }

  Answer merge(String path, String body) {
    return send("PATCH", path, "application/merge-patch+json", body);
  }

  Answer delete(String path) {
    return send("DELETE", path, "application/json", "");
  }

  /// The lines of an open watch; close the stream to end it.
  Stream<String> watch(String path) {
    try {
      return client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofLines()).body();
    } catch (IOException e) {
      throw new IllegalStateException(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Makes a namespace nobody else uses.
  String newNamespace() {
    String name = "c" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
    Answer made = post("/api/v1/namespaces", "{\"metadata\": {\"name\": \"" + name + "\"}}");
    if (made.code() != 201) {
      throw new IllegalStateException("no namespace " + name + ": " + made);
    }
    return name;
  }

  @Override
  public String toString() {
    return name;
  }
}
