package dev.nodens.plugin.dns64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.plugin.Plugins;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class Dns64HandlerTest {
  private static final String NAMES =
      """
      template IN A v4.org alias.org {
        match ^v4
        answer "{{ .Name }} 900 IN A 192.0.2.33"
        fallthrough
      }
      template IN A alias.org {
        answer "{{ .Name }} 60 IN CNAME v4.org"
      }
      template IN AAAA v4.org alias.org {
        authority "org. 300 IN SOA ns.org host.org (1 2 3 4 5)"
      }
      template ANY ANY both.org {
        answer "{{ .Name }} 60 IN AAAA 2001:db8::1"
      }
      template ANY ANY none.org {
        rcode NXDOMAIN
        authority "org. 300 IN SOA ns.org host.org (1 2 3 4 5)"
      }
      template IN AAAA half.org {
        answer "{{ .Name }} 60 IN CNAME nowhere.none.org."
        rcode NXDOMAIN
        authority "org. 300 IN SOA ns.org host.org (1 2 3 4 5)"
      }
      template IN A half.org {
        answer "{{ .Name }} 900 IN A 192.0.2.33"
      }
      template IN AAAA broken.org {
        rcode REFUSED
      }
      template IN A broken.org {
        answer "{{ .Name }} 900 IN A 192.0.2.33"
      }
      """;

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          dns64 { / allow_ipv4 / } => v4.org. => v4.org. 300 AAAA 64:ff9b:0:0:0:0:c000:221
          dns64 { / allow_ipv4 / } => alias.org. => alias.org. 60 CNAME v4.org., v4.org. 300 AAAA 64:ff9b:0:0:0:0:c000:221
          dns64 { / allow_ipv4 / } => half.org. => half.org. 300 AAAA 64:ff9b:0:0:0:0:c000:221
          dns64 { / allow_ipv4 / } => both.org. => both.org. 60 AAAA 2001:db8:0:0:0:0:0:1
          dns64 { / allow_ipv4 / } => broken.org. => broken.org. 600 AAAA 64:ff9b:0:0:0:0:c000:221
          dns64 { / allow_ipv4 / prefix 2001:db8::/32 / } => v4.org. => v4.org. 300 AAAA 2001:db8:c000:221:0:0:0:0
          dns64 { / allow_ipv4 / prefix 2001:db8:100::/40 / } => v4.org. => v4.org. 300 AAAA 2001:db8:1c0:2:21:0:0:0
          dns64 { / allow_ipv4 / prefix 2001:db8:122::/48 / } => v4.org. => v4.org. 300 AAAA 2001:db8:122:c000:2:2100:0:0
          dns64 { / allow_ipv4 / prefix 2001:db8:122:344::/64 / } => v4.org. => v4.org. 300 AAAA 2001:db8:122:344:c0:2:2100:0
          """)
  void translates(String directive, String name, String answers) {
    Message reply = tester(directive).ask(name, Type.AAAA);

    assertThat(reply.getHeader().getFlag(Flags.AA)).isEqualTo(name.equals("both.org."));
    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(
            reply.getSection(Section.ANSWER).stream()
                .map(record ->
                    record.getName()
                        + " "
                        + record.getTTL()
                        + " "
                        + Type.string(record.getType())
                        + " "
                        + record.rdataToString())
                .collect(Collectors.joining(", ")))
        .isEqualTo(answers);
  }

  @Test
  void leavesNamesThatDoNotExistAlone() {
    Message reply = tester("dns64 { / allow_ipv4 / }").ask("none.org.", Type.AAAA);

    assertThat(reply.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(reply.getSection(Section.AUTHORITY)).hasSize(1);
  }

  @Test
  void leavesClientsOfIpv4Alone() {
    assertThat(tester("dns64").ask("v4.org.", Type.AAAA).getSection(Section.ANSWER)).isEmpty();
  }

  @Test
  void translatesNamesWithAddressesIfTold() {
    PluginTester tester = tester("dns64 { / allow_ipv4 / translate_all / }");

    assertThat(tester.ask("both.org.", Type.AAAA).getSection(Section.ANSWER)).hasSize(1);
    assertThat(tester.counter("coredns_dns64_requests_translated_total", "dns://:53")).isEqualTo(1);
  }

  private static PluginTester tester(String directive) {
    return PluginTester.of(
        ". {\n" + directive.replace(" / ", "\n") + "\n" + NAMES + "}", Plugins.ORDER);
  }
}
