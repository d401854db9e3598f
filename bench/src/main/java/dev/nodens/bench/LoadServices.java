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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Creates the Services of a [World], and their EndpointSlices if wanted, through the Kubernetes API.
///
///     LoadServices URL CA_FILE TOKEN SERVICES ENDPOINTS_OF_EACH
///
/// With no endpoints there are no EndpointSlices at all.
final class LoadServices {
  private static final int IN_FLIGHT = 100;

  private final HttpClient client;
  private final String url;
  private final String token;
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);

  LoadServices(HttpClient client, String url, String token) {
    this.client = client;
    this.url = url;
    this.token = token;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 5) {
      throw new IllegalArgumentException(
          "usage: LoadServices URL CA_FILE TOKEN SERVICES ENDPOINTS_OF_EACH");
    }
    World world = new World(Integer.parseInt(arguments[3]));
    int endpoints = Integer.parseInt(arguments[4]);
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(trusting(Path.of(arguments[1]))).build()) {
      new LoadServices(client, arguments[0], arguments[2]).load(world, endpoints);
    }
  }

  void load(World world, int endpoints) throws InterruptedException, ExecutionException {
    createAll(World.NAMESPACES, i -> create("/api/v1/namespaces", namespace(i)));
    createAll(
        world.services(),
        i -> create("/api/v1/namespaces/" + World.namespace(i) + "/services", service(i)));
    if (endpoints > 0) {
      createAll(
          world.services(),
          i ->
              create(
                  "/apis/discovery.k8s.io/v1/namespaces/" + World.namespace(i) + "/endpointslices",
                  endpointSlice(i, endpoints)));
    }
  }

  private interface Creation {
    void create(int index) throws IOException, InterruptedException;
  }

  private void createAll(int count, Creation creation)
      throws InterruptedException, ExecutionException {
    List<Future<?>> creations = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        int index = i;
        inFlight.acquire();
        creations.add(
            threads.submit(() -> {
              try {
                creation.create(index);
              } finally {
                inFlight.release();
              }
              return null;
            }));
      }
    }
    for (Future<?> done : creations) {
      done.get();
    }
  }

  private void create(String path, String object) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(object))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    boolean created = response.statusCode() == 201 || response.statusCode() == 409;
    if (!created) {
      throw new IOException(
          "POST " + path + ": status " + response.statusCode() + ", " + response.body());
    }
  }

  private static String namespace(int index) {
    return """
    {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}\
    """
        .formatted(World.namespace(index));
  }

  private static String service(int index) {
    return """
    {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s","labels":{"app":"%s"}},\
    "spec":{"clusterIP":"%s","selector":{"app":"%s"},\
    "ports":[{"name":"http","port":80,"protocol":"TCP","targetPort":8080}]}}\
    """
        .formatted(
            World.service(index), World.service(index), World.address(index), World.service(index));
  }

  private static String endpointSlice(int index, int endpoints) {
    String addresses =
        IntStream.range(0, endpoints)
            .mapToObj(endpoint ->
                """
                {"addresses":["%s"],"conditions":{"ready":true},"nodeName":"node-%d",\
                "targetRef":{"kind":"Pod","namespace":"%s","name":"%s-%d"}}\
                """
                    .formatted(
                        World.endpointAddress(index, endpoint, endpoints),
                        endpoint,
                        World.namespace(index),
                        World.service(index),
                        endpoint))
            .collect(Collectors.joining(","));
    return """
    {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4",\
    "metadata":{"name":"%s-slice","labels":{"kubernetes.io/service-name":"%s"}},\
    "ports":[{"name":"http","port":8080,"protocol":"TCP"}],"endpoints":[%s]}\
    """
        .formatted(World.service(index), World.service(index), addresses);
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
