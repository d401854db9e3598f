package dev.nodens.plugin.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.config.Configuration;
import dev.nodens.core.testing.PluginTester;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TraceDirectiveTest {
  private static Configuration parse(String directive) {
    return PluginTester.configuration(
        "example.org {\n" + directive.replace(" / ", "\n") + "\n}\n",
        List.of(new TracePlugin(SplittableRandom::new)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          trace => type=ZIPKIN, endpoint=localhost:9411, every=1, service=coredns, clientServer=false, analyticsRate=0.0, batching=Batching[backlog=1000, size=100, interval=PT1S]
          trace zipkin => type=ZIPKIN, endpoint=zipkin, every=1, service=coredns, clientServer=false, analyticsRate=0.0, batching=Batching[backlog=1000, size=100, interval=PT1S]
          trace Zipkin "" => type=ZIPKIN, endpoint=localhost:9411, every=1, service=coredns, clientServer=false, analyticsRate=0.0, batching=Batching[backlog=1000, size=100, interval=PT1S]
          trace datadog a:1 { / every 0 / datadog_analytics_rate 0.5 / zipkin_max_batch_size 3 / } => type=DATADOG, endpoint=a:1, every=0, service=coredns, clientServer=false, analyticsRate=0.5, batching=Batching[backlog=1000, size=1000, interval=PT2S]
          trace b:1 { / service s / client_server / zipkin_max_backlog_size 9 / zipkin_max_batch_size 3 / zipkin_max_batch_interval 50ms / } => type=ZIPKIN, endpoint=b:1, every=1, service=s, clientServer=true, analyticsRate=0.0, batching=Batching[backlog=9, size=3, interval=PT0.05S]
          trace { / client_server F / every 18446744073709551615 / zipkin_max_backlog_size 0 / } => type=ZIPKIN, endpoint=localhost:9411, every=-1, service=coredns, clientServer=false, analyticsRate=0.0, batching=Batching[backlog=1000, size=100, interval=PT1S]
          """)
  void accepts(String directive, String config) {
    assertThat(parse(directive).blocks().getFirst().directives().getFirst().config())
        .hasToString("TraceConfig[" + config + "]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          trace a b c => 2 - Error during parsing: Wrong argument count or unexpected line ending after 'c'
          trace Jaeger a:1 => 2 - tracing endpoint type 'jaeger' is not supported
          trace { / every -1 / } => 3 - strconv.ParseUint: parsing "-1": invalid syntax
          trace { / every 18446744073709551616 / } => 3 - strconv.ParseUint: parsing "18446744073709551616": value out of range
          trace { / service / } => 3 - Error during parsing: Wrong argument count or unexpected line ending after 'service'
          trace { / client_server yes / } => 3 - strconv.ParseBool: parsing "yes": invalid syntax
          trace { / client_server 1 2 / } => 3 - Error during parsing: Wrong argument count or unexpected line ending after '2'
          trace { / datadog_analytics_rate x / } => 3 - strconv.ParseFloat: parsing "x": invalid syntax
          trace { / datadog_analytics_rate 1.5 / } => 3 - datadog analytics rate must be between 0 and 1, '1.500000' is not supported
          trace { / zipkin_max_batch_size x / } => 3 - strconv.Atoi: parsing "x": invalid syntax
          trace { / zipkin_max_batch_interval 5 / } => 3 - time: missing unit in duration "5"
          trace { / nonsense / } => 3 - Error during parsing: unknown property 'nonsense'
          """)
  void refuses(String directive, String message) {
    assertThatThrownBy(() -> parse(directive)).hasMessage("plugin/trace: Corefile:" + message);
  }
}
