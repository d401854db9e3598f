package dev.nodens.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.config.Configuration;
import dev.nodens.core.testing.PluginTester;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the directives with an HTTP page or a period accept, and their words when they do not.
class EndpointDirectivesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          prometheus                         | PrometheusConfig[host=localhost, port=9153, tls=]
          prometheus :9253                   | PrometheusConfig[host=, port=9253, tls=]
          prometheus [::1]:9253              | PrometheusConfig[host=::1, port=9253, tls=]
          prometheus { / runtime_metrics / } | PrometheusConfig[host=localhost, port=9153, tls=]
          prometheus { / tls web.yml / }     | PrometheusConfig[host=localhost, port=9153, tls=web.yml]
          health                             | HealthConfig[address=:8080, lameDuck=PT0S]
          health localhost:8091              | HealthConfig[address=localhost:8091, lameDuck=PT0S]
          health { / lameduck 5s / }         | HealthConfig[address=:8080, lameDuck=PT5S]
          ready                              | ReadyConfig[address=:8181, monitor=UNTIL_READY]
          ready :1 { / monitor continuously / } | ReadyConfig[address=:1, monitor=CONTINUOUSLY]
          reload                             | ReloadConfig[interval=PT30S, jitter=PT15S]
          reload 10s                         | ReloadConfig[interval=PT10S, jitter=PT5S]
          reload 10s 2s                      | ReloadConfig[interval=PT10S, jitter=PT2S]
          """)
  void accepts(String directive, String config) {
    Configuration configuration =
        PluginTester.configuration(
            ". {\n" + directive.replace(" / ", "\n") + "\n}\n", Plugins.ORDER);

    assertThat(configuration.blocks().getFirst().directives().getFirst().config())
        .hasToString(config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          prometheus a b      | prometheus: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'b'
          prometheus a        | prometheus: Corefile:2 - Error during parsing: address a: missing port in address
          prometheus :70000   | prometheus: Corefile:2 - Error during parsing: address :70000: invalid port '70000', use 0 to 65535
          prometheus { / x / }| prometheus: Corefile:3 - Error during parsing: unknown option: x
          prometheus { / runtime_metrics x / }| prometheus: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'x'
          prometheus { / tls / }| prometheus: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'tls'
          prometheus { / tls a / tls b / }| prometheus: Corefile:4 - Error during parsing: tls block already specified
          prometheus / prometheus | prometheus: Corefile:3 - this plugin can only be used once per Server Block
          health :1 :2        | health: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after ':2'
          health { / slow / } | health: Corefile:3 - Error during parsing: unknown property 'slow'
          health { / lameduck / } | health: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'lameduck'
          health { / lameduck x / } | health: Corefile:3 - unable to parse lameduck duration value: 'x' : time: invalid duration "x"
          ready { / monitor often / } | ready: Corefile:3 - Error during parsing: monitor type 'often' not supported, use until-ready or continuously
          ready / ready       | ready: Corefile:3 - this plugin can only be used once per Server Block
          reload 1s           | reload: Corefile:2 - interval value must be greater or equal to 2s
          reload 10s 1ms      | reload: Corefile:2 - jitter value must be greater or equal to 1s
          reload soon         | reload: Corefile:2 - time: invalid duration "soon"
          reload 1m 1m 1m     | reload: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after '1m'
          """)
  void refuses(String directive, String message) {
    String corefile = ". {\n" + directive.replace(" / ", "\n") + "\n}\n";

    assertThatThrownBy(() -> PluginTester.configuration(corefile, Plugins.ORDER))
        .hasMessage("plugin/" + message);
  }
}
