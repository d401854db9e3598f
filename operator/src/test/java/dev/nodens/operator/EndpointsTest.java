package dev.nodens.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class EndpointsTest {
  @Test
  void readinessFollowsTheInformersAndLivenessDoesNot() throws Exception {
    var ready = new AtomicBoolean();
    try (var endpoints =
            new Endpoints(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ready::get,
                () -> "metric 1\n");
        var client = HttpClient.newHttpClient()) {
      assertThat(get(client, endpoints, "/readyz").statusCode()).isEqualTo(503);
      assertThat(get(client, endpoints, "/healthz").statusCode()).isEqualTo(200);
      ready.set(true);
      assertThat(get(client, endpoints, "/readyz").statusCode()).isEqualTo(200);
      assertThat(get(client, endpoints, "/metrics").body()).isEqualTo("metric 1\n");
    }
  }

  private static HttpResponse<String> get(HttpClient client, Endpoints endpoints, String path)
      throws Exception {
    URI uri = URI.create("http://localhost:" + endpoints.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
