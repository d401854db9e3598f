package dev.nodens.plugin.whoami;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class WhoamiPluginTest {
  private final PluginTester tester =
      PluginTester.of(". {\nwhoami\n}", List.of(new WhoamiPlugin()));

  @ParameterizedTest
  @CsvSource({"Example.ORG., A, UDP", "example.org., SOA, TCP", "., ANY, UDP"})
  void tellsAddressAndPortOfTheClient(String name, String type, Transport transport) {
    byte[] query = PluginTester.query(name, Type.value(type)).toWire();

    Message reply = tester.send(query, transport).message();

    String below = name.equals(".") ? "." : "." + name;
    assertThat(reply.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(reply.getSection(Section.ANSWER)).isEmpty();
    assertThat(reply.getSection(Section.ADDITIONAL).stream().map(WhoamiPluginTest::text))
        .containsExactly(
            name + " 0 A 10.1.2.3", "_" + transport.protocol() + below + " 0 SRV 0 0 40212 .");
  }

  @Test
  void leavesThePortOutIfItsOwnerWouldBeTooLong() {
    String name = ("x".repeat(62) + ".").repeat(4);

    assertThat(tester.ask(name, Type.A).getSection(Section.ADDITIONAL)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "whoami x | Wrong argument count or unexpected line ending after 'x'",
        "whoami { | Unexpected token '{', expecting argument",
      })
  void takesNoArguments(String directive, String message) {
    String block = ". {\n" + directive + "\n}" + (directive.endsWith("{") ? "\n}" : "");

    assertThatThrownBy(() -> PluginTester.configuration(block, List.of(new WhoamiPlugin())))
        .isInstanceOf(CorefileException.class)
        .hasMessage("plugin/whoami: Corefile:2 - Error during parsing: " + message);
  }

  private static String text(Record answer) {
    return answer.getName()
        + " "
        + answer.getTTL()
        + " "
        + Type.string(answer.getType())
        + " "
        + answer.rdataToString();
  }
}
