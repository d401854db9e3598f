package dev.nodens.plugin.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.plugin.whoami.WhoamiPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class HostsHandlerTest {
  private static final String FILE =
      """
      # nodes
      127.0.0.1   localhost localhost.localdomain
      ::1         localhost
      10.0.0.1    node-1 Node-1.Example.ORG  # primary
      10.0.0.2    node-1
      fe80::1%lo0 link.example.org
      ::ffff:10.0.0.3 mapped
      10.9.9.9    *.apps.example.org
      2001:db8::9 *.apps.example.org
      10.9.9.1    exact.apps.example.org
      not-an-address name
      10.0.0.300  name
      10.0.0.4
      """;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeFile() throws IOException {
    file = folder.resolve("hosts");
    Files.writeString(file, FILE);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost.,              A,    127.0.0.1",
    "LocalHost.LocalDomain.,  A,    127.0.0.1",
    "localhost.,              AAAA, 0:0:0:0:0:0:0:1",
    "node-1.,                 A,    10.0.0.1 10.0.0.2",
    "node-1.example.org.,     A,    10.0.0.1",
    "link.example.org.,       AAAA, fe80:0:0:0:0:0:0:1",
    "mapped.,                 A,    10.0.0.3",
    "x.apps.example.org.,     A,    10.9.9.9",
    "x.apps.example.org.,     AAAA, 2001:db8:0:0:0:0:0:9",
    "exact.apps.example.org., A,    10.9.9.1",
    "exact.apps.example.org., AAAA, 2001:db8:0:0:0:0:0:9",
    "1.0.0.127.in-addr.arpa., PTR,  localhost. localhost.localdomain.",
    "1.0.0.10.in-addr.arpa.,  PTR,  node-1. node-1.example.org.",
    "3.0.0.10.in-addr.arpa.,  PTR,  mapped.",
    "node-1.,                 MX,   ''",
    "localhost.localdomain.,  AAAA, ''",
    "node-1.,                 TXT,  ''",
  })
  void answersFromItsFile(String name, String type, String expected) {
    Message reply = tester("hosts " + file).ask(name, Type.value(type));

    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(data(reply)).isEqualTo(expected);
    assertThat(reply.getSection(Section.ANSWER))
        .allSatisfy(answer -> {
          assertThat(answer.getName().toString()).isEqualTo(name);
          assertThat(answer.getTTL()).isEqualTo(3600);
        });
    assertThat(reply.getSection(Section.AUTHORITY)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "unknown.,                  A",
    "y.x.apps.example.org.,     A",
    "apps.example.org.,         A",
    "unknown.,                  MX",
    "name.,                     A",
  })
  void failsOnUnknownNamesBecauseItHasNoSoa(String name, String type) {
    Message reply = tester("hosts " + file).ask(name, Type.value(type));

    assertThat(reply.getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(reply.getHeader().getFlag(Flags.AA)).isFalse();
  }

  /// `whoami` stands behind `hosts` and answers with records in the additional section only.
  @ParameterizedTest
  @CsvSource({
    "hosts FILE,                                          unknown.,               PTR, true",
    "hosts FILE { ; fallthrough ; },                      unknown.,               A,   true",
    "hosts FILE { ; fallthrough ; },                      node-1.,                MX,  false",
    "hosts FILE { ; fallthrough ; },                      localhost.localdomain., AAAA, false",
    "hosts FILE { ; fallthrough ; fallthrough_unsupported ; }, node-1.,           MX,  true",
    "hosts FILE { ; fallthrough example.org ; },          unknown.,               A,   false",
    "hosts FILE { ; fallthrough example.org ; },          x.example.org.,         A,   true",
    "hosts FILE example.org,                              node-1.,                A,   true",
    "hosts FILE example.org,                              2.0.0.10.in-addr.arpa., PTR, true",
    "hosts FILE example.org,                              1.0.0.10.in-addr.arpa., PTR, false",
    "hosts FILE { ; no_reverse ; },                       1.0.0.10.in-addr.arpa., PTR, true",
  })
  void passesOn(String directive, String name, String type, boolean passed) {
    Message reply = tester(directive.replace("FILE", file.toString())).ask(name, Type.value(type));

    assertThat(!reply.getSection(Section.ADDITIONAL).isEmpty()).isEqualTo(passed);
  }

  @Test
  void putsInlineEntriesBehindThoseOfTheFile() {
    PluginTester tester =
        tester("hosts " + file + " { ; 10.7.7.7 node-1 inline ; ttl 60 ; 10.7.7.8 *.x.org ; }");

    assertThat(data(tester.ask("node-1.", Type.A))).isEqualTo("10.0.0.1 10.0.0.2 10.7.7.7");
    assertThat(data(tester.ask("a.x.org.", Type.A))).isEqualTo("10.7.7.8");
    assertThat(tester.ask("inline.", Type.A).getSection(Section.ANSWER).getFirst().getTTL())
        .isEqualTo(60);
  }

  @Test
  void keepsTheLetterCaseOfTheQuestion() {
    Message reply = tester("hosts " + file).ask("NODE-1.eXample.org.", Type.A);

    assertThat(reply.getSection(Section.ANSWER).getFirst().getName())
        .hasToString("NODE-1.eXample.org.");
  }

  @Test
  void readsAChangedFileAgainAndKeepsWhatItHadWhenItIsGone() throws IOException {
    PluginTester tester = tester("hosts " + file + " { ; reload 20ms ; }");
    assertThat(data(tester.ask("node-1.", Type.A))).isEqualTo("10.0.0.1 10.0.0.2");

    Files.writeString(file, "10.0.0.99 node-1\n");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2030-01-01T00:00:00.5Z")));

    // The file is looked at by another thread, every 20 ms.
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(data(tester.ask("node-1.", Type.A))).isEqualTo("10.0.0.99"));
    assertThat(gauge(tester, "coredns_hosts_entries", file.toString())).isEqualTo(2);
    assertThat(gauge(tester, "coredns_hosts_reload_timestamp_seconds"))
        .isEqualTo(Instant.parse("2030-01-01T00:00:00.5Z").toEpochMilli() / 1e3);

    Files.delete(file);
    tester.running().retire();

    assertThat(data(tester.ask("node-1.", Type.A))).isEqualTo("10.0.0.99");
  }

  @Test
  void countsEntriesAsUpstreamDoes() {
    // 11 addresses, wildcards among them, and 9 names by address.
    assertThat(gauge(tester("hosts " + file), "coredns_hosts_entries", file.toString()))
        .isEqualTo(20);
  }

  @Test
  void startsWithoutItsFile() {
    PluginTester tester = tester("hosts " + folder.resolve("none") + " { ; 10.1.1.1 a ; }");

    assertThat(data(tester.ask("a.", Type.A))).isEqualTo("10.1.1.1");
  }

  @Test
  void dropsWhatIsTooLongToBeAName() throws IOException {
    Files.writeString(
        file,
        "1".repeat(1025) + " a\n10.0.0.1 " + "x".repeat(1025) + " b " + "y".repeat(64) + "\n");

    PluginTester tester = tester("hosts " + file);

    assertThat(data(tester.ask("b.", Type.A))).isEqualTo("10.0.0.1");
    assertThat(tester.ask("a.", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
  }

  private static double gauge(PluginTester tester, String name, String... labels) {
    return ((dev.nodens.core.metrics.Gauge)
            tester.metrics().families().stream()
                .filter(family -> family.name().equals(name))
                .findFirst()
                .orElseThrow()
                .metrics()
                .get(List.of(labels)))
        .value();
  }

  private static String data(Message reply) {
    return String.join(
        " ", reply.getSection(Section.ANSWER).stream().map(Record::rdataToString).toList());
  }

  private static PluginTester tester(String directive) {
    return PluginTester.of(
        new TestPlatform(),
        ". {\n" + directive.replace(";", "\n") + "\nwhoami\n}",
        List.of(new HostsPlugin(), new WhoamiPlugin()));
  }
}
