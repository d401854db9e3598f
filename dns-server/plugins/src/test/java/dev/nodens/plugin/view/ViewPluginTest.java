package dev.nodens.plugin.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.plugin.Plugins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ViewPluginTest {
  private static final String TWO_BLOCKS =
      """
      example.org {
        view inside {
          expr %s
        }
        metadata
        prometheus localhost:9153
        log . "{/view/name}"
        hosts {
          10.0.0.1 www.example.org
        }
      }
      example.org {
        prometheus localhost:9153
        hosts {
          192.0.2.1 www.example.org
        }
      }
      """;

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '~',
      textBlock =
          """
          incidr(client_ip(), '10.1.0.0/16')   => 10.0.0.1
          incidr(client_ip(), '10.2.0.0/16')   => 192.0.2.1
          incidr('nothing', '10.2.0.0/16')     => 192.0.2.1
          type() == 'A' && class() == 'IN'     => 10.0.0.1
          name() startsWith 'www.'             => 10.0.0.1
          proto() == 'udp' && port() == '40212' => 10.0.0.1
          server_ip() == '10.0.0.10' && server_port() == '53' => 10.0.0.1
          id() >= 0 && opcode() == 0 && size() == 33 => 10.0.0.1
          do()                                 => 192.0.2.1
          bufsize() == 512                     => 10.0.0.1
          metadata('view/name') == 'inside'    => 10.0.0.1
          metadata('no/label') != ''           => 192.0.2.1
          1                                    => 192.0.2.1
          """)
  void choosesTheFirstBlockWhoseExpressionsHold(String expression, String answer) {
    PluginTester tester = tester(TWO_BLOCKS.formatted(expression));

    assertThat(answer(tester.ask("www.example.org.", Type.A))).isEqualTo(answer);
  }

  @Test
  void namesTheViewInMetricsAndMetadata() {
    PluginTester tester = tester(TWO_BLOCKS.formatted("true"));

    tester.ask("www.example.org.", Type.A);

    assertThat(
            tester.counter(
                "coredns_dns_requests_total",
                "dns://:53",
                "example.org.",
                "inside",
                "udp",
                "1",
                "A"))
        .isEqualTo(1);
    assertThat(tester.platform().lines()).containsExactly("[INFO] inside");
  }

  @Test
  void triesShorterZonesAndThenRefuses() {
    PluginTester tester =
        tester(
            """
            sub.example.org {
              view never {
                expr false
              }
              hosts {
                10.0.0.1 www.sub.example.org
              }
            }
            example.org {
              view edns {
                expr bufsize() > 512
              }
              hosts {
                192.0.2.1 www.sub.example.org
              }
            }
            """);
    Message edns = PluginTester.query("www.sub.example.org.", Type.A);
    edns.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);

    assertThat(answer(tester.ask(edns))).isEqualTo("192.0.2.1");
    assertThat(tester.ask("www.sub.example.org.", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void holdsWithoutExpressions() {
    PluginTester tester = tester("example.org {\nview all\nhosts {\n10.0.0.1 example.org\n}\n}");

    assertThat(answer(tester.ask("example.org.", Type.A))).isEqualTo("10.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "view example { / expr name() == 'example.com.' / }",
        "view example { / expr incidr(client_ip(), '10.0.0.0/24') / expr type() in ['A', 'AAAA'] / }",
        "view example"
      })
  void accepts(String directive) {
    assertThat(PluginTester.configuration(block(directive), Plugins.ORDER).blocks()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '~',
      textBlock =
          """
          view => view: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'view'
          view a b => view: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'b'
          view x { / foo bar / } => view: Corefile:3 - Error during parsing: unknown property 'foo'
          view a / view b => view: Corefile:3 - this plugin can only be used once per Server Block
          view a { / expr invalid expression / } => view: Corefile:3 - unexpected token Identifier("expression") (1:9)
          view a { / expr foo() / } => view: Corefile:3 - unknown name foo (1:1)
          view a { / expr foo == 1 / } => view: Corefile:3 - unknown name foo (1:1)
          view a { / expr name() == 1 / } => view: Corefile:3 - invalid operation: == (mismatched types string and int) (1:8)
          view a { / expr incidr('x') / } => view: Corefile:3 - not enough arguments to call incidr (1:1)
          view a { / expr incidr('x', 'y', 'z') / } => view: Corefile:3 - too many arguments to call incidr (1:1)
          view a { / expr incidr('x', 1) / } => view: Corefile:3 - cannot use int as argument (type string) to call incidr  (1:13)
          view a { / expr name() && true / } => view: Corefile:3 - invalid operation: && (mismatched types string and bool) (1:8)
          view a { / expr 'open / } => view: Corefile:3 - literal not terminated (1:6)
          view a { / expr name() matches '(' / } => view: Corefile:3 - error parsing regexp: missing closing ): `(` (1:8)
          view a { / expr 1 + / } => view: Corefile:3 - unexpected token EOF (1:3)
          view a { / expr / } => view: Corefile:3 - unexpected token EOF
          view a { / expr # == 1 / } => view: Corefile:3 - unexpected token EOF
          """)
  void refuses(String directive, String message) {
    assertThatThrownBy(() -> PluginTester.configuration(block(directive), Plugins.ORDER))
        .hasMessage("plugin/" + message);
  }

  private static String answer(Message reply) {
    return reply.getSection(Section.ANSWER).getFirst().rdataToString();
  }

  private static String block(String directive) {
    return "example.org {\n" + directive.replace(" / ", "\n") + "\n}\n";
  }

  private static PluginTester tester(String corefile) {
    return PluginTester.of(corefile, Plugins.ORDER);
  }
}
