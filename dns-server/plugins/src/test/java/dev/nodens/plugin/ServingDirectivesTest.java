package dev.nodens.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.config.Configuration;
import dev.nodens.core.testing.PluginTester;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the directives about listeners and tools accept, and their words when they do not.
class ServingDirectivesTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          timeouts { / read 1s / } => StreamLimits[read=PT1S, write=PT5S, idle=PT10S, queries=2147483647]
          timeouts { / read 30 / write 2m / idle 24h / maxtcpqueries 100 / } => StreamLimits[read=PT30S, write=PT2M, idle=PT24H, queries=100]
          timeouts { / maxtcpqueries -1 / } => StreamLimits[read=PT3S, write=PT5S, idle=PT10S, queries=2147483647]
          multisocket => Config[sockets=OptionalInt.empty]
          multisocket 1024 => Config[sockets=OptionalInt[1024]]
          pprof => PprofConfig[address=localhost:6053, blockRate=0]
          pprof :6060 => PprofConfig[address=:6060, blockRate=0]
          pprof { / block / } => PprofConfig[address=localhost:6053, blockRate=1]
          pprof :6060 { / block 5000 / } => PprofConfig[address=:6060, blockRate=5000]
          dns64 => Dns64Config[prefix=64:ff9b::/96, translateAll=false, allowIpv4=false]
          dns64 64:1337::/64 => Dns64Config[prefix=64:1337::/64, translateAll=false, allowIpv4=false]
          dns64 { / prefix 2001:db8:1::/48 / translate_all / allow_ipv4 / } => Dns64Config[prefix=2001:db8:1::/48, translateAll=true, allowIpv4=true]
          erratic => ErraticConfig[drop=2, delay=0, duration=PT0.1S, truncate=0, large=false]
          erratic { / drop 3 / truncate / delay 4 1s / large / } => ErraticConfig[drop=3, delay=4, duration=PT1S, truncate=2, large=true]
          erratic { / delay / } => ErraticConfig[drop=0, delay=2, duration=PT0.1S, truncate=0, large=false]
          """)
  void accepts(String directive, String config) {
    Configuration configuration = PluginTester.configuration(block(directive), Plugins.ORDER);

    assertThat(configuration.blocks().getFirst().directives().getFirst().config())
        .hasToString(config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          timeouts => timeouts: Corefile:2 - Error during parsing: timeouts block with no timeouts specified
          timeouts { / read / } => timeouts: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'read'
          timeouts { / read 1s 2s / } => timeouts: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after '2s'
          timeouts { / read 500ms / } => timeouts: Corefile:3 - Error during parsing: timeout provided '500ms' needs to be between 1 second and 24 hours
          timeouts { / idle 25h / } => timeouts: Corefile:3 - Error during parsing: timeout provided '25h0m0s' needs to be between 1 second and 24 hours
          timeouts { / read x / } => timeouts: Corefile:3 - Error during parsing: failed to parse duration 'x'
          timeouts { / wait 1s / } => timeouts: Corefile:3 - Error during parsing: unknown option: 'wait'
          timeouts { / maxtcpqueries 0 / } => timeouts: Corefile:3 - Error during parsing: maxtcpqueries provided '0' needs to be -1 (unlimited) or a positive integer
          timeouts { / maxtcpqueries x / } => timeouts: Corefile:3 - Error during parsing: invalid value for maxtcpqueries 'x': strconv.Atoi: parsing "x": invalid syntax
          multisocket x => multisocket: Corefile:2 - invalid num sockets: strconv.Atoi: parsing "x": invalid syntax
          multisocket 0 => multisocket: Corefile:2 - num sockets can not be zero or negative: 0
          multisocket 1025 => multisocket: Corefile:2 - num sockets exceeds maximum (1024): 1025
          multisocket 1 2 => multisocket: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after '2'
          multisocket / multisocket => multisocket: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'multisocket'
          tls a => tls: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'a'
          tls a b c d => tls: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'd'
          tls a b { / client_auth / } => tls: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'client_auth'
          tls a b { / client_auth maybe / } => tls: Corefile:3 - Error during parsing: unknown authentication type 'maybe'
          tls a b { / unknown / } => tls: Corefile:3 - Error during parsing: unknown option 'unknown'
          pprof x => pprof: Corefile:2 - Error during parsing: address x: missing port in address
          pprof :1 :2 => pprof: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after ':2'
          pprof { / block x / } => pprof: Corefile:3 - Error during parsing: property 'block' invalid integer value 'x'
          pprof { / x / } => pprof: Corefile:3 - Error during parsing: unknown property 'x'
          pprof / pprof => pprof: Corefile:3 - this plugin can only be used once per Server Block
          trace jaeger localhost:1 => trace: Corefile:2 - tracing endpoint type 'jaeger' is not supported
          trace a b c => trace: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'c'
          trace { / x / } => trace: Corefile:3 - Error during parsing: unknown property 'x'
          trace { / every / } => trace: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'every'
          trace { / every x / } => trace: Corefile:3 - strconv.ParseUint: parsing "x": invalid syntax
          trace { / client_server maybe / } => trace: Corefile:3 - strconv.ParseBool: parsing "maybe": invalid syntax
          trace { / datadog_analytics_rate 2 / } => trace: Corefile:3 - datadog analytics rate must be between 0 and 1, '2.000000' is not supported
          dns64 a b => dns64: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'b'
          dns64 x => dns64: Corefile:2 - invalid CIDR address: x
          dns64 10.0.0.0/8 => dns64: Corefile:2 - Error during parsing: invalid netmask 32 IPv6 address: "10.0.0.0/8"
          dns64 64:ff9b::1/97 => dns64: Corefile:2 - Error during parsing: invalid prefix length "64:ff9b::/97"
          dns64 { / prefix / } => dns64: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'prefix'
          dns64 { / x / } => dns64: Corefile:3 - Error during parsing: unknown property 'x'
          erratic { / drop x / } => erratic: Corefile:3 - strconv.ParseInt: parsing "x": invalid syntax
          erratic { / drop -1 / } => erratic: Corefile:3 - illegal amount value given "-1"
          erratic { / delay 1 x / } => erratic: Corefile:3 - time: invalid duration "x"
          erratic { / drop 1 2 / } => erratic: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after '2'
          erratic { / x / } => erratic: Corefile:3 - Error during parsing: unknown property 'x'
          """)
  void refuses(String directive, String message) {
    assertThatThrownBy(() -> PluginTester.configuration(block(directive), Plugins.ORDER))
        .hasMessage("plugin/" + message);
  }

  private static String block(String directive) {
    return "example.org {\n" + directive.replace(" / ", "\n") + "\n}\n";
  }
}
