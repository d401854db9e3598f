package dev.nodens.plugin.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.plugin.Plugins;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class TemplatePluginTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '~',
      textBlock =
          """
          answer "{{ .Name }} 60 IN A 192.0.2.1" => www.example.org. 60 A 192.0.2.1
          answer "{{ .Name }} A 192.0.2.1" => www.example.org. 3600 A 192.0.2.1
          answer "{{ .Name }} 60 IN CNAME other.test" => www.example.org. 60 CNAME other.test.
          match "^(?P<host>[^.]*)[.]" / answer "{{ .Name }} 60 IN TXT {{ .Group.host }}" => www.example.org. 60 TXT www
          match "no" "^(.*)[.]example" / answer "{{ .Name }} 60 TXT {{ index .Match 1 }}" => www.example.org. 60 TXT www
          answer "{{ .Zone }} 60 {{ .Class }} TXT {{ .Type }} {{ .Remote }}" => example.org. 60 TXT A 10.1.2.3
          answer "{{ .Question.Name }} 60 TXT {{ .Message.RecursionDesired }}" => WWW.example.org. 60 TXT true
          answer "{{ .Name }} 60 TXT [{{ .Meta \\"no/label\\" }}]" => www.example.org. 60 TXT []
          var n size() * 2 / var m n + 1 / answer "{{ .Name }} 60 TXT {{ .Var.m }}" => www.example.org. 60 TXT 67
          match ^(w+) / expr group(1) == 'www' / answer "{{ .Name }} 60 TXT yes" => www.example.org. 60 TXT yes
          """)
  void answersWithWhatTemplatesMake(String lines, String record) {
    Message reply = tester("template IN A", lines).ask("WWW.example.org.", Type.A);

    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(text(reply, Section.ANSWER)).isEqualTo(record);
  }

  @Test
  void writesAllSections() {
    Message reply =
        tester(
                "template ANY ANY",
                "rcode NXDOMAIN",
                "authority \"{{ .Zone }} 60 IN SOA ns.{{ .Zone }} host.{{ .Zone }} (1 60 60 60 60)\"",
                "additional \"ns.{{ .Zone }} 60 IN A 192.0.2.1\"")
            .ask("www.example.org.", Type.MX);

    assertThat(reply.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(text(reply, Section.AUTHORITY))
        .isEqualTo("example.org. 60 SOA ns.example.org. host.example.org. 1 60 60 60 60");
    assertThat(text(reply, Section.ADDITIONAL)).isEqualTo("ns.example.org. 60 A 192.0.2.1");
  }

  @Test
  void asksForTheTargetsOfCnameRecords() {
    var tester =
        PluginTester.of(
            """
            . {
              template IN A example.org {
                answer "{{ .Name }} 60 IN CNAME b.test"
                answer "{{ .Name }} 60 IN CNAME none.test"
                additional "x. 60 IN A 192.0.2.9"
              }
              hosts {
                10.0.0.1 b.test
              }
            }
            """,
            Plugins.ORDER);

    Message reply = tester.ask("www.example.org.", Type.A);

    assertThat(text(reply, Section.ANSWER))
        .isEqualTo(
            "www.example.org. 60 CNAME b.test.; b.test. 3600 A 10.0.0.1;"
                + " www.example.org. 60 CNAME none.test.");
    assertThat(text(reply, Section.ADDITIONAL)).isEqualTo("x. 60 A 192.0.2.9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '~',
      textBlock =
          """
          template IN AAAA => rcode REFUSED => NOERROR 2
          template CH A => rcode REFUSED => NOERROR 2
          template IN A other.org => rcode REFUSED => NOERROR 2
          template IN A => match nothing => SERVFAIL 0
          template IN A => match nothing / fallthrough => NOERROR 2
          template IN A => match nothing / fallthrough other.org => SERVFAIL 0
          template IN A => expr 1 == 2 => SERVFAIL 0
          template IN A => expr 1 == 2 / fallthrough => NOERROR 2
          template IN A => expr [1][3] == 2 / fallthrough => SERVFAIL 0
          template IN A => var x [1][3] / fallthrough => SERVFAIL 0
          template IN A => rcode SERVFAIL => SERVFAIL 0
          template IN A => rcode REFUSED => REFUSED 0
          template IN A => answer "{{ index .Match 3 }}" => SERVFAIL 0
          template IN A => answer "no record" => SERVFAIL 0
          """)
  void goesOnOrFails(String directive, String lines, String outcome) {
    Message reply = tester(directive, lines).ask("www.example.org.", Type.A);

    assertThat(Rcode.string(reply.getRcode()) + " " + reply.getSection(Section.ADDITIONAL).size())
        .isEqualTo(outcome);
  }

  @Test
  void addsAnExtendedError() {
    Message query = PluginTester.query("www.example.org.", Type.A);
    query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);

    List<EDNSOption> options =
        tester("template IN A", "rcode NXDOMAIN", "ederror 21 \"not here\"")
            .ask(query)
            .getOPT()
            .getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR);

    assertThat(options)
        .singleElement()
        .satisfies(option -> {
          assertThat(((ExtendedErrorCodeOption) option).getErrorCode()).isEqualTo(21);
          assertThat(((ExtendedErrorCodeOption) option).getText()).isEqualTo("not here");
        });
  }

  @Test
  void countsMatchesAndFailures() {
    var tester =
        tester(
            "template IN A", "match ^ok", "answer \"{{ .Name }} 60 A 192.0.2.1\"", "fallthrough");
    tester.ask("ok.example.org.", Type.A);
    var failing = tester("template IN A", "answer \"{{ .Nothing.X }}\"");
    failing.ask("www.example.org.", Type.A);

    assertThat(
            tester.counter(
                "coredns_template_matches_total", "dns://:53", "example.org.", "", "IN", "A"))
        .isEqualTo(1);
    assertThat(
            failing.counter(
                "coredns_template_template_failures_total",
                "dns://:53",
                "example.org.",
                "",
                "IN",
                "A",
                "answer",
                "{{ .Nothing.X }}"))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '~',
      textBlock =
          """
          template => template: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'template'
          template IN => template: Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'IN'
          template in A => template: Corefile:2 - Error during parsing: invalid query class in
          template IN a => template: Corefile:2 - Error during parsing: invalid RR class a
          template IN A { / match / } => template: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'match'
          template IN A { / match ( / } => template: Corefile:3 - Error during parsing: could not parse regex: (, error parsing regexp: missing closing ): `(`
          template IN A { / answer / } => template: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'answer'
          template IN A { / answer "{{ nothing }}" / } => template: Corefile:3 - Error during parsing: could not compile template: {{ nothing }}, template: answer:1: function "nothing" not defined
          template IN A { / answer "{{ .Name" / } => template: Corefile:3 - Error during parsing: could not compile template: {{ .Name, template: answer:1: unclosed action
          template IN A { / authority "{{ end }}" / } => template: Corefile:3 - Error during parsing: could not compile template: {{ end }}, template: authority:1: unexpected {{end}}
          template IN A { / rcode / } => template: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'rcode'
          template IN A { / rcode nothing / } => template: Corefile:3 - Error during parsing: unknown rcode nothing
          template IN A { / ederror / } => template: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'ederror'
          template IN A { / ederror x / } => template: Corefile:3 - Error during parsing: error parsing extended DNS error code x, strconv.ParseUint: parsing "x": invalid syntax
          template IN A { / ederror 65536 / } => template: Corefile:3 - Error during parsing: error parsing extended DNS error code 65536, strconv.ParseUint: parsing "65536": value out of range
          template IN A { / ederror 1 a b / } => template: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'b'
          template IN A { / var x / } => template: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'x'
          template IN A { / var 1x 1 / } => template: Corefile:3 - Error during parsing: invalid variable name "1x"
          template IN A { / var len 1 / } => template: Corefile:3 - Error during parsing: variable name "len" is reserved
          template IN A { / var now 1 / } => template: Corefile:3 - Error during parsing: variable name "now" is reserved
          template IN A { / var group 1 / } => template: Corefile:3 - Error during parsing: variable name "group" is reserved
          template IN A { / var true 1 / } => template: Corefile:3 - Error during parsing: variable name "true" is reserved
          template IN A { / var x y / } => template: Corefile:3 - Error during parsing: could not compile expression: x, unknown name y (1:1)
          template IN A { / expr / } => template: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'expr'
          template IN A { / expr x / } => template: Corefile:3 - Error during parsing: could not compile expression: unknown name x (1:1)
          template IN A { / nothing / } => template: Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'nothing'
          """)
  void refuses(String directive, String message) {
    String corefile = "example.org {\n" + directive.replace(" / ", "\n") + "\n}\n";

    assertThatThrownBy(() -> PluginTester.configuration(corefile, Plugins.ORDER))
        .hasMessage("plugin/" + message);
  }

  private static String text(Message reply, int section) {
    return reply.getSection(section).stream()
        .map(TemplatePluginTest::text)
        .collect(Collectors.joining("; "));
  }

  private static String text(Record record) {
    return record.getName()
        + " "
        + record.getTTL()
        + " "
        + Type.string(record.getType())
        + " "
        + record.rdataToString();
  }

  private static PluginTester tester(String directive, String... lines) {
    return PluginTester.of(
        "example.org other.org {\n"
            + directive
            + " {\n"
            + String.join("\n", lines).replace(" / ", "\n")
            + "\n}\nwhoami\n}",
        Plugins.ORDER);
  }
}
