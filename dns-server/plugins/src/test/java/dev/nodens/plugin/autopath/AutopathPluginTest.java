package dev.nodens.plugin.autopath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.plugin.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class AutopathPluginTest {
  private static final String NAMES =
      """
      template IN A example.org example.net {
        match ^(a[.]one[.]example[.]org|b[.]two[.]example[.]org|c[.]example[.]net)[.]$
        answer "{{ .Name }} 60 IN A 192.0.2.1"
        fallthrough
      }
      template IN A broken.one.example.org {
        answer "{{ .Nothing.At.All }}"
      }
      template ANY ANY {
        rcode NXDOMAIN
        authority ". 60 IN SOA ns. host. (1 2 3 4 5)"
      }
      """;

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          a.one.example.org. => a.one.example.org. 192.0.2.1
          B.one.example.org. => B.one.example.org. b.two.example.org., b.two.example.org. 192.0.2.1
          c.example.net.one.example.org. => c.example.net.one.example.org. c.example.net., c.example.net. 192.0.2.1
          """)
  void walksTheSearchList(String name, String answers) throws IOException {
    PluginTester tester = tester("autopath");

    Message reply = tester.ask(name, Type.A);

    assertThat(reply.getQuestion().getName()).hasToString(name);
    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(text(reply)).isEqualTo(answers);
    assertThat(tester.counter("coredns_autopath_success_total", "dns://:53")).isEqualTo(1);
  }

  @Test
  void answersAsTheFirstDomainDoesIfNoNameExists() throws IOException {
    PluginTester tester = tester("autopath");

    Message reply = tester.ask("nothing.one.example.org.", Type.A);

    assertThat(reply.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(reply.getQuestion().getName()).hasToString("nothing.one.example.org.");
    assertThat(reply.getSection(Section.AUTHORITY)).hasSize(1);
    assertThat(tester.counter("coredns_autopath_success_total", "dns://:53")).isZero();
  }

  @Test
  void endsTheWalkAtAnError() throws IOException {
    assertThat(tester("autopath").ask("x.broken.one.example.org.", Type.A).getRcode())
        .isEqualTo(Rcode.SERVFAIL);
  }

  @ParameterizedTest
  @CsvSource({"autopath, b.two.example.org.", "autopath example.com, b.one.example.org."})
  void leavesOtherNamesAlone(String directive, String name) throws IOException {
    PluginTester tester = tester(directive);

    tester.ask(name, Type.A);

    assertThat(tester.counter("coredns_autopath_success_total", "dns://:53")).isZero();
  }

  @Test
  void doesNothingForAPluginThatIsNotThere() {
    PluginTester tester =
        PluginTester.of(". {\nautopath @kubernetes\n" + NAMES + "}", Plugins.ORDER);

    assertThat(tester.ask("b.one.example.org.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void refusesAMissingFileAndNoFile() {
    assertThatThrownBy(() -> PluginTester.of(". {\nautopath /no/such/file\n}", Plugins.ORDER))
        .hasMessage(
            "plugin/autopath: failed to parse \"/no/such/file\": open /no/such/file: no such file or"
                + " directory");
    assertThatThrownBy(() -> PluginTester.configuration(". {\nautopath\n}", Plugins.ORDER))
        .hasMessage("plugin/autopath: Corefile:2 - no resolv-conf specified");
  }

  private PluginTester tester(String directive) throws IOException {
    Path file = directory.resolve("resolv.conf");
    Files.writeString(
        file, "nameserver 192.0.2.1\nsearch one.example.org two.example.org\noptions ndots:5\n");
    return PluginTester.of(". {\n" + directive + " " + file + "\n" + NAMES + "}", Plugins.ORDER);
  }

  private static String text(Message reply) {
    return reply.getSection(Section.ANSWER).stream()
        .map(record -> record.getName() + " " + record.rdataToString())
        .collect(Collectors.joining(", "));
  }
}
