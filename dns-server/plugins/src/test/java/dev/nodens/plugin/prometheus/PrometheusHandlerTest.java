package dev.nodens.plugin.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.metrics.MetricsText;
import dev.nodens.core.port.HttpEndpoints;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.plugin.whoami.WhoamiPlugin;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

class PrometheusHandlerTest {
  private final PluginTester tester =
      PluginTester.of(
          "example.org {\nprometheus :9153\nwhoami\n}\nexample.com {\nprometheus :9153\n}\n",
          List.of(new PrometheusPlugin(), new WhoamiPlugin()));

  @Test
  void countsByServerZoneAndType() {
    tester.ask("a.example.org.", Type.A);
    tester.ask("a.example.org.", Type.A);
    tester.ask("a.example.org.", Type.LOC);

    assertThat(requests("example.org.", "A")).isEqualTo(2);
    assertThat(requests("example.org.", "other")).isEqualTo(1);
    assertThat(responses("example.org.", "NOERROR", "whoami")).isEqualTo(3);
  }

  @Test
  void countsWhatTheServerAnsweredWithoutAPlugin() {
    tester.ask("a.example.com.", Type.A);

    assertThat(responses("example.com.", "SERVFAIL", "")).isEqualTo(1);
  }

  @Test
  void countsRefusalsAheadOfEveryChainAsDropped() {
    tester.ask("a.example.net.", Type.A);

    assertThat(requests("dropped", "A")).isEqualTo(1);
    assertThat(responses("dropped", "REFUSED", "")).isEqualTo(1);
  }

  @Test
  void servesOnePageForAllBlocks() {
    tester.ask("a.example.org.", Type.A);

    HttpEndpoints.Page page = tester.platform().pages.values().iterator().next();
    String text =
        new String(
            page.content(new HttpEndpoints.Request("/metrics", "")).body(), StandardCharsets.UTF_8);

    assertThat(page.content(new HttpEndpoints.Request("/metrics", "")).type())
        .isEqualTo(MetricsText.TYPE);
    assertThat(text)
        .contains(
            "coredns_dns_request_duration_seconds_bucket"
                + "{server=\"dns://:53\",zone=\"example.org.\",view=\"\",le=\"0.00025\"} 1")
        .contains(
            "coredns_plugin_enabled"
                + "{server=\"dns://:53\",zone=\"example.org.\",view=\"\",name=\"whoami\"} 1")
        .contains("coredns_panics_total 0");
  }

  private long requests(String zone, String type) {
    return tester.counter("coredns_dns_requests_total", "dns://:53", zone, "", "udp", "1", type);
  }

  private long responses(String zone, String rcode, String plugin) {
    return tester.counter("coredns_dns_responses_total", "dns://:53", zone, "", rcode, plugin);
  }
}
