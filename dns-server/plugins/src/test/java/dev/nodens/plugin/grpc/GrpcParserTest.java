package dev.nodens.plugin.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.config.Configuration;
import dev.nodens.core.testing.PluginTester;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GrpcParserTest {
  private static Configuration parse(String directive) {
    return PluginTester.configuration(
        "example.org {\n" + directive.replace(" / ", "\n") + "\n}\n", List.of(new GrpcPlugin()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          grpc . 127.0.0.1 => GrpcConfig[from=., except=[], to=[127.0.0.1], tls=Tls[used=false, files=[], serverName=], policy=RANDOM, fallthrough=[]]
          grpc a.org 127.0.0.1:5553 [::1]:53 ::1 file { / policy sequential / fallthrough / } => GrpcConfig[from=a.org., except=[], to=[127.0.0.1:5553, [::1]:53, ::1, file], tls=Tls[used=false, files=[], serverName=], policy=SEQUENTIAL, fallthrough=[.]]
          grpc . 127.0.0.1 { / except b.org / tls / fallthrough c.org / policy round_robin / } => GrpcConfig[from=., except=[b.org.], to=[127.0.0.1], tls=Tls[used=true, files=[], serverName=], policy=ROUND_ROBIN, fallthrough=[c.org.]]
          grpc . 127.0.0.1 { / tls_servername x / } => GrpcConfig[from=., except=[], to=[127.0.0.1], tls=Tls[used=true, files=[], serverName=x], policy=RANDOM, fallthrough=[]]
          grpc . 127.0.0.1 { / tls_servername x / tls ca.pem / } => GrpcConfig[from=., except=[], to=[127.0.0.1], tls=Tls[used=true, files=[ca.pem], serverName=x], policy=RANDOM, fallthrough=[]]
          """)
  void accepts(String directive, String config) {
    assertThat(parse(directive).blocks().getFirst().directives().getFirst().config())
        .hasToString(config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          grpc => grpc: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'grpc'
          grpc . => grpc: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after '.'
          grpc . 127.0.0.1 { / except / } => grpc: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'except'
          grpc . 127.0.0.1 { / tls a b c d / } => grpc: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'd'
          grpc . 127.0.0.1 { / tls_servername / } => grpc: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'tls_servername'
          grpc . 127.0.0.1 { / policy / } => grpc: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'policy'
          grpc . 127.0.0.1 { / policy x / } => grpc: Corefile:3 - Error during parsing: unknown policy 'x'
          grpc . 127.0.0.1 { / x / } => grpc: Corefile:3 - Error during parsing: unknown property 'x'
          grpc . 127.0.0.1 / grpc . 127.0.0.2 => grpc: Corefile:3 - this plugin can only be used once per Server Block
          grpc . 1.1.1.1 1.1.1.1 1.1.1.1 1.1.1.1 1.1.1.1 1.1.1.1 1.1.1.1 1.1.1.1 1.1.1.1 1.1.1.1 1.1.1.1 1.1.1.1 1.1.1.1 1.1.1.1 1.1.1.1 1.1.1.1 => grpc: Corefile:2 - more than 15 TOs configured: 16
          grpc . dns:// => grpc: Corefile:2 - invalid address: "dns://"
          """)
  void refuses(String directive, String message) {
    assertThatThrownBy(() -> parse(directive)).hasMessage("plugin/" + message);
  }
}
