package dev.nodens.plugin.siit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.plugin.Plugins;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

final class SiitPluginTest {
  private static final String NAMES =
      """
      template IN AAAA v6.org alias.org {
        match ^v6
        answer "{{ .Name }} 900 IN AAAA 64:ff9b::c000:221"
        answer "{{ .Name }} 900 IN AAAA 2001:db8::7"
        fallthrough
      }
      template IN AAAA alias.org {
        answer "{{ .Name }} 60 IN CNAME v6.org."
      }
      template IN A v6.org alias.org other.org refused.org {
        authority "org. 300 IN SOA ns.org host.org (1 2 3 4 5)"
      }
      template IN AAAA other.org {
        answer "{{ .Name }} 60 IN AAAA 2001:db8::1"
      }
      template IN AAAA refused.org {
        rcode REFUSED
      }
      template IN A v4.org {
        answer "{{ .Name }} 60 IN A 192.0.2.1"
      }
      template ANY ANY none.org {
        rcode NXDOMAIN
        authority "org. 300 IN SOA ns.org host.org (1 2 3 4 5)"
      }
      """;

  private static PluginTester serve(String directive) {
    String corefile = ". {\n" + directive.replace(" / ", "\n") + "\n" + NAMES + "}";
    return PluginTester.of(corefile, Plugins.ORDER);
  }

  private static String answers(Message reply) {
    return reply.getSection(Section.ANSWER).stream()
        .map(record ->
            record.getTTL() + " " + Type.string(record.getType()) + " " + record.rdataToString())
        .collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "nothing",
      value = {
        "siit                                                     | v6.org.    | 300 A 192.0.2.33",
        "siit { / eam 198.51.100.7 2001:db8::7 / }                | v6.org.    | 300 A 192.0.2.33, 300 A 198.51.100.7",
        "siit { / ipv6_prefix 2001:db8::/96 / }                   | v6.org.    | 300 A 0.0.0.7",
        "siit                                                     | alias.org. | 60 CNAME v6.org., 300 A 192.0.2.33",
        "siit                                                     | v4.org.    | 60 A 192.0.2.1",
        "siit                                                     | other.org. | nothing",
        "siit / dns64 { / allow_ipv4 / }                          | other.org. | nothing",
      })
  void translates(String directive, String name, String expected) {
    Message reply = serve(directive).ask(name, Type.A);
    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(answers(reply)).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void leavesARepliesAuthorityWhenNothingCanBeTranslated() {
    Message reply = serve("siit").ask("other.org.", Type.A);
    assertThat(reply.getSection(Section.AUTHORITY).getFirst().getType()).isEqualTo(Type.SOA);
  }

  @Test
  void leavesNamesThatDoNotExistAndPassesFailuresOn() {
    assertThat(serve("siit").ask("none.org.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(serve("siit").ask("refused.org.", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void countsWhatItTranslates() {
    PluginTester tester = serve("siit");
    tester.ask("v6.org.", Type.A);
    tester.ask("other.org.", Type.A);
    assertThat(tester.counter("coredns_siit_requests_translated_total", "dns://:53")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "siit x                                 | Wrong argument count or unexpected line ending after 'x'",
        "siit { / ipv6_prefix / }               | Wrong argument count or unexpected line ending after 'ipv6_prefix'",
        "siit { / ipv6_prefix 10.0.0.0/8 / }    | invalid netmask 32 IPv6 address: \"10.0.0.0/8\"",
        "siit { / ipv6_prefix 2001:db8::/65 / } | must be one of /32, /40, /48, /56, /64, /96",
        "siit { / ipv6_prefix 64:ff9b:0:0:100::/96 / } | reserved octet (byte 8) must be zero",
        "siit { / eam 192.0.2.1 / }             | Wrong argument count or unexpected line ending after '192.0.2.1'",
        "siit { / eam x ::1 / }                 | invalid IP address: ",
        "siit { / eam ::1 ::1 / }               | invalid IPv4 address: \"::1\"",
        "siit { / eam 192.0.2.1 192.0.2.1 / }   | invalid IPv6 address: \"192.0.2.1\"",
        "siit { / nonsense / }                  | unknown property 'nonsense'",
      })
  void refuses(String directive, String message) {
    assertThatThrownBy(() -> serve(directive))
        .isInstanceOf(CorefileException.class)
        .hasMessageContaining(message);
  }
}
