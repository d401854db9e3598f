package dev.nodens.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EndpointsTest {
  @Test
  void bothVerdictsAreGivenApartAndSayWhy() throws Exception {
    var dead = new AtomicReference<Optional<String>>(Optional.empty());
    var unready = new AtomicReference<>(Optional.of("informers are not in sync yet"));
    try (var endpoints =
            new Endpoints(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                dead::get,
                unready::get,
                () -> "metric 1\n");
        var client = HttpClient.newHttpClient()) {
      assertThat(get(client, endpoints, "/readyz").statusCode()).isEqualTo(503);
      assertThat(get(client, endpoints, "/readyz").body())
          .isEqualTo("informers are not in sync yet\n");
      assertThat(get(client, endpoints, "/healthz").statusCode()).isEqualTo(200);
      assertThat(get(client, endpoints, "/livez").body()).isEqualTo("ok\n");

      unready.set(Optional.empty());
      dead.set(Optional.of("reconciliations hang: cluster"));

      assertThat(get(client, endpoints, "/readyz").statusCode()).isEqualTo(200);
      assertThat(get(client, endpoints, "/healthz").statusCode()).isEqualTo(503);
      assertThat(get(client, endpoints, "/livez").body())
          .isEqualTo("reconciliations hang: cluster\n");
      assertThat(get(client, endpoints, "/metrics").body()).isEqualTo("metric 1\n");
    }
  }

  private static HttpResponse<String> get(HttpClient client, Endpoints endpoints, String path)
      throws Exception {
    URI uri = URI.create("http://localhost:" + endpoints.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
