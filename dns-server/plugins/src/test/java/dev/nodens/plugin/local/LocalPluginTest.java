package dev.nodens.plugin.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.plugin.whoami.WhoamiPlugin;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class LocalPluginTest {
  private final PluginTester tester = tester("local");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          localhost.              | A    | localhost. 604800 A 127.0.0.1
          LocalHost.              | AAAA | LocalHost. 604800 AAAA 0:0:0:0:0:0:0:1
          localhost.              | NS   | localhost. 604800 NS localhost.
          localhost.              | SOA  | localhost. 604800 SOA localhost. root.localhost. 1 0 0 0 604800
          x.y.localhost.          | A    | x.y.localhost. 604800 A 127.0.0.1
          localhost.example.org.  | AAAA | localhost.example.org. 604800 AAAA 0:0:0:0:0:0:0:1
          127.in-addr.arpa.       | NS   | 127.in-addr.arpa. 604800 NS localhost.
          1.0.0.127.in-addr.arpa. | PTR  | 1.0.0.127.in-addr.arpa. 604800 PTR localhost.
          """)
  void answers(String name, String type, String record) {
    Message reply = tester.ask(name, Type.value(type));

    assertThat(reply.getHeader().getFlag(Flags.AA)).isFalse();
    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.getSection(Section.ANSWER))
        .singleElement()
        .satisfies(answer -> {
          String text =
              answer.getName()
                  + " "
                  + answer.getTTL()
                  + " "
                  + Type.string(answer.getType())
                  + " "
                  + answer.rdataToString();
          assertThat(text).isEqualTo(record);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "localhost., MX, NOERROR, localhost.",
    "x.localhost., TXT, NOERROR, x.localhost.",
    "255.in-addr.arpa., A, NOERROR, 255.in-addr.arpa.",
    "1.0.0.127.in-addr.arpa., A, NOERROR, 127.in-addr.arpa.",
    "2.0.0.127.IN-addr.arpa., PTR, NXDOMAIN, 127.IN-addr.arpa.",
  })
  void denies(String name, String type, String rcode, String owner) {
    Message reply = tester.ask(name, Type.value(type));

    assertThat(Rcode.string(reply.getRcode())).isEqualTo(rcode);
    assertThat(reply.getSection(Section.ANSWER)).isEmpty();
    assertThat(reply.getSection(Section.AUTHORITY))
        .singleElement()
        .satisfies(soa -> assertThat(soa.getName()).hasToString(owner));
  }

  @Test
  void passesOtherNamesOn() {
    assertThat(tester.ask("example.org.", Type.A).getSection(Section.ADDITIONAL)).hasSize(2);
    assertThat(tester.ask("xlocalhost.example.org.", Type.A).getSection(Section.ADDITIONAL))
        .hasSize(2);
  }

  @Test
  void leavesThePrefixAloneIfItIsSwitchedOff() {
    PluginTester off = tester("local {\nlocalhost_prefix off\n}");

    assertThat(off.ask("localhost.example.org.", Type.A).getSection(Section.ADDITIONAL)).hasSize(2);
    assertThat(off.ask("x.localhost.", Type.A).getSection(Section.ANSWER)).hasSize(1);
  }

  @Test
  void countsNamesBelowAndBeginningWithLocalhost() {
    tester.ask("x.localhost.", Type.A);
    tester.ask("localhost.example.org.", Type.A);
    tester.ask("localhost.", Type.A);

    assertThat(tester.counter("coredns_local_localhost_requests_total")).isEqualTo(2);
  }

  private static PluginTester tester(String directive) {
    return PluginTester.of(
        ". {\n" + directive + "\nwhoami\n}", List.of(new LocalPlugin(), new WhoamiPlugin()));
  }
}
