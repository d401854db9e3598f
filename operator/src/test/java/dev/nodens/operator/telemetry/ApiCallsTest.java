package dev.nodens.operator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class ApiCallsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private KubernetesClient client(String url) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withRequestRetryBackoffLimit(1)
                .withRequestRetryBackoffInterval(1)
                .build())
        .withHttpClientBuilderConsumer(
            http -> http.addOrReplaceInterceptor(ApiCalls.NAME, new ApiCalls(registry)))
        .build();
  }

  @Test
  void callsAndRefusalsAreCountedWithTheirRetries() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try (KubernetesClient client = client(url)) {
      Assertions.assertThatThrownBy(() -> client.configMaps().inNamespace("a").withName("b").get())
          .isInstanceOf(KubernetesClientException.class);
      server.stop(0);
      Assertions.assertThatThrownBy(() -> client.nodes().list())
          .isInstanceOf(KubernetesClientException.class);
    }

    assertThat(registry.scrape())
        .contains(
            "clusterdns_api_calls_total{dry_run=\"false\",resource=\"configmaps\",verb=\"get\"} 2.0")
        .contains(
            "clusterdns_api_failures_total{code=\"500\",resource=\"configmaps\",verb=\"get\"} 2.0")
        .contains("clusterdns_api_failures_total{code=\"0\",resource=\"nodes\",verb=\"list\"}");
  }
}
