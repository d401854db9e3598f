package dev.nodens.plugin.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.metrics.Buckets;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.port.HttpEndpoints;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegacyNamesTest {
  private final MetricRegistry registry = new MetricRegistry(1);

  private void reply(String plugin, String to, String rcode, long nanos) {
    registry
        .histograms(
            "coredns_proxy_request_duration_seconds", "", Buckets.TIME, "proxy_name", "to", "rcode")
        .with(plugin, to, rcode)
        .observe(0, nanos);
  }

  @Test
  void tellsOfUpstreamsUnderTheNamesOfThePast() {
    reply("forward", "10.0.0.1:53", "NOERROR", 400_000);
    reply("forward", "10.0.0.1:53", "NOERROR", 400_000);
    reply("forward", "10.0.0.1:53", "NXDOMAIN", 400_000);
    reply("grpc", "10.0.0.2:53", "NOERROR", 400_000);
    registry
        .counters("coredns_proxy_healthcheck_failures_total", "", "proxy_name", "to")
        .with("forward", "10.0.0.1:53")
        .increment(0);

    assertThat(LegacyNames.of(registry))
        .contains(
            "# TYPE coredns_forward_requests_total counter\n"
                + "coredns_forward_requests_total{to=\"10.0.0.1:53\"} 3\n")
        .contains("coredns_forward_responses_total{to=\"10.0.0.1:53\",rcode=\"NOERROR\"} 2\n")
        .contains("coredns_forward_responses_total{to=\"10.0.0.1:53\",rcode=\"NXDOMAIN\"} 1\n")
        .contains("{to=\"10.0.0.1:53\",rcode=\"NOERROR\",le=\"0.00025\"} 0\n")
        .contains("{to=\"10.0.0.1:53\",rcode=\"NOERROR\",le=\"0.0005\"} 2\n")
        .contains("_seconds_count{to=\"10.0.0.1:53\",rcode=\"NOERROR\"} 2\n")
        .contains("coredns_forward_healthcheck_failures_total{to=\"10.0.0.1:53\"} 1\n")
        .doesNotContain("10.0.0.2");
  }

  @Test
  void isEmptyWithoutUpstreams() {
    assertThat(LegacyNames.of(registry)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, true", "0, false", "'', false"})
  void standsOnThePageOnlyWithTheSwitch(String value, boolean there) {
    var platform = new TestPlatform();
    platform.environment.put("NODENS_LEGACY_METRICS", value);
    PluginTester tester =
        PluginTester.of(platform, ". {\n prometheus\n}", List.of(new PrometheusPlugin()));
    tester
        .metrics()
        .histograms(
            "coredns_proxy_request_duration_seconds", "", Buckets.TIME, "proxy_name", "to", "rcode")
        .with("forward", "10.0.0.1:53", "NOERROR")
        .observe(0, 1);

    HttpEndpoints.Page page = platform.pages.values().iterator().next();
    String text =
        new String(
            page.content(new HttpEndpoints.Request("/metrics", "")).body(), StandardCharsets.UTF_8);

    assertThat(text.contains("coredns_forward_requests_total{")).isEqualTo(there);
  }
}
