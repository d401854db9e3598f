package dev.nodens.plugin.dnstap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.config.Configuration;
import dev.nodens.core.testing.PluginTester;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DnstapParserTest {
  private static Configuration parse(String directive) {
    return PluginTester.configuration(
        "example.org {\n" + directive.replace(" / ", "\n") + "\n}\n", List.of(new DnstapPlugin()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          dnstap /tmp/x.sock => Tap[socket=Socket[kind=UNIX, address=/tmp/x.sock], listens=false, full=false, writeBuffer=1, queue=1, identity=Optional.empty, version=Optional.empty, extra=, tls=Tls[skipVerify=false, files=[]]]
          dnstap unix:///tmp/x.sock full 2 3 => Tap[socket=Socket[kind=UNIX, address=/tmp/x.sock], listens=false, full=true, writeBuffer=2, queue=3, identity=Optional.empty, version=Optional.empty, extra=, tls=Tls[skipVerify=false, files=[]]]
          dnstap tcp://a.org:6000/x => Tap[socket=Socket[kind=TCP, address=a.org:6000], listens=false, full=false, writeBuffer=1, queue=1, identity=Optional.empty, version=Optional.empty, extra=, tls=Tls[skipVerify=false, files=[]]]
          dnstap tls://[::1]:6000 nofull { / skipverify / identity me / version 2 / extra x / } => Tap[socket=Socket[kind=TLS, address=[::1]:6000], listens=false, full=false, writeBuffer=1, queue=1, identity=Optional[me], version=Optional[2], extra=x, tls=Tls[skipVerify=true, files=[]]]
          dnstap listen tls://127.0.0.1:6000 full { / tls c.pem k.pem ca.pem / } => Tap[socket=Socket[kind=TLS, address=127.0.0.1:6000], listens=true, full=true, writeBuffer=1, queue=1, identity=Optional.empty, version=Optional.empty, extra=, tls=Tls[skipVerify=false, files=[c.pem, k.pem, ca.pem]]]
          """)
  void accepts(String directive, String tap) {
    assertThat(parse(directive).blocks().getFirst().directives().getFirst().config())
        .hasToString("DnstapConfig[taps=[" + tap + "]]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          dnstap => 2 - Error during parsing: Wrong argument count or unexpected line ending after 'dnstap'
          dnstap listen => 2 - Error during parsing: dnstap listen requires an endpoint argument
          dnstap x full y => 2 - Error during parsing: dnstap: invalid MultipleTcpWriteBuf "y": strconv.Atoi: parsing "y": invalid syntax
          dnstap x full 1025 => 2 - Error during parsing: dnstap: MultipleTcpWriteBuf must be between 1 and 1024 (MiB units): 1025
          dnstap x full 1 y => 2 - Error during parsing: dnstap: invalid MultipleQueue "y": strconv.Atoi: parsing "y": invalid syntax
          dnstap x full 1 0 => 2 - Error during parsing: dnstap: MultipleQueue must be between 1 and 4096 (x10k messages): 0
          dnstap x { / tls a b / } => 3 - Error during parsing: tls directive only valid for listeners
          dnstap listen x { / tls a / } => 3 - Error during parsing: tls requires cert and key file paths
          dnstap x { / identity / } => 3 - Error during parsing: Wrong argument count or unexpected line ending after 'identity'
          dnstap x { / nonsense / } => 3 - Error during parsing: unknown property 'nonsense'
          """)
  void refuses(String directive, String message) {
    assertThatThrownBy(() -> parse(directive)).hasMessage("plugin/dnstap: Corefile:" + message);
  }
}
