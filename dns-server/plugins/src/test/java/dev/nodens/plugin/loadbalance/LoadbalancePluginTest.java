package dev.nodens.plugin.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.Installation;
import dev.nodens.core.Outcome;
import dev.nodens.core.Plugin;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.Cursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Verdicts and texts as CoreDNS 1.15.0 gives them; `;` stands for a line end.
class LoadbalancePluginTest {
  private static final int ROUNDS = 400;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "loadbalance fleeb | 2 - unknown policy: fleeb",
        "loadbalance round_robin a | 2 - Error during parsing: unknown property for round_robin",
        "loadbalance { ; reload 5s ; } | 3 - Error during parsing: unknown property 'reload'",
        "loadbalance { ; prefer 10.0.0.0 ; } | 3 - Error during parsing: invalid CIDR \"10.0.0.0\": invalid CIDR address: 10.0.0.0",
        "loadbalance { ; prefer 10.0.0.0/33 ; } | 3 - Error during parsing: invalid CIDR \"10.0.0.0/33\": invalid CIDR address: 10.0.0.0/33",
        "loadbalance { ; prefer 10.0.0.0/x ; } | 3 - Error during parsing: invalid CIDR \"10.0.0.0/x\": invalid CIDR address: 10.0.0.0/x",
        "loadbalance weighted | 2 - Error during parsing: missing weight file argument",
        "loadbalance weighted a b | 2 - Error during parsing: unexpected argument(s)",
        "loadbalance weighted a { ; prefer 10.0.0.0/8 ; } | 3 - Error during parsing: unknown property 'prefer'",
        "loadbalance weighted a { ; reload ; } | 3 - Error during parsing: reload duration value is missing",
        "loadbalance weighted a { ; reload 1s 2s ; } | 3 - Error during parsing: unexpected argument",
        "loadbalance weighted a { ; reload 1 ; } | 3 - Error during parsing: invalid reload duration '1'",
      })
  void refusesInUpstreamsWords(String directive, String message) {
    assertThatThrownBy(() -> PluginTester.configuration(block(directive), plugins()))
        .isInstanceOf(CorefileException.class)
        .hasMessage("plugin/loadbalance: Corefile:" + message);
  }

  @Test
  void putsEveryAddressFirstEquallyOften() {
    Map<String, Integer> first = new HashMap<>();
    PluginTester tester =
        tester("loadbalance", "a.org. 1 A 10.0.0.1|a.org. 2 A 10.0.0.2|a.org. 3 A 10.0.0.3");

    for (int i = 0; i < ROUNDS; i++) {
      List<String> answers = section(tester.ask("a.org.", Type.A), Section.ANSWER);
      assertThat(answers)
          .containsExactlyInAnyOrder(
              "a.org. 1 A 10.0.0.1", "a.org. 2 A 10.0.0.2", "a.org. 3 A 10.0.0.3");
      first.merge(answers.getFirst(), 1, Integer::sum);
    }

    assertThat(first).hasSize(3);
    assertThat(first.values()).allMatch(times -> times > ROUNDS / 5);
  }

  @Test
  void shufflesEachSetInEverySection() {
    PluginTester tester =
        tester(
            "loadbalance",
            "s.org. 5 SRV 0 0 53 h.s.org.|s.org. 5 SRV 0 0 53 g.s.org.",
            "g.s.org. 5 AAAA 2001:db8::1|g.s.org. 5 AAAA 2001:db8::2"
                + "|h.s.org. 5 A 10.0.0.1|h.s.org. 5 A 10.0.0.2");
    Set<List<String>> orders = new HashSet<>();

    for (int i = 0; i < ROUNDS; i++) {
      Message reply = tester.ask("s.org.", Type.SRV);
      assertThat(section(reply, Section.ANSWER))
          .containsExactly("s.org. 5 SRV 0 0 53 h.s.org.", "s.org. 5 SRV 0 0 53 g.s.org.");
      orders.add(section(reply, Section.ADDITIONAL));
    }

    assertThat(orders).hasSize(4);
  }

  @Test
  void putsAliasesFirstAndShufflesMailExchangers() {
    PluginTester tester =
        tester(
            "loadbalance",
            "b.org. 5 MX 10 one.b.org.|b.org. 5 MX 10 second.b.org.|a.org. 5 CNAME b.org.",
            "one.b.org. 5 A 10.0.0.1|second.b.org. 5 A 10.0.0.2|b.org. 5 TXT \"x\"");
    Set<List<String>> orders = new HashSet<>();

    for (int i = 0; i < ROUNDS; i++) {
      Message reply = tester.ask("a.org.", Type.MX);
      orders.add(section(reply, Section.ANSWER));
      assertThat(section(reply, Section.ADDITIONAL))
          .containsExactly(
              "b.org. 5 TXT x", "one.b.org. 5 A 10.0.0.1", "second.b.org. 5 A 10.0.0.2");
    }

    String one = "b.org. 5 MX 10 one.b.org.";
    String second = "b.org. 5 MX 10 second.b.org.";
    String alias = "a.org. 5 CNAME b.org.";
    assertThat(orders)
        .containsExactlyInAnyOrder(List.of(alias, one, second), List.of(alias, second, one));
  }

  @Test
  void leavesErrorsAlone() {
    PluginTester tester =
        PluginTester.of(
            block("loadbalance"),
            List.of(
                new LoadbalancePlugin(SplittableRandom::new),
                new Records(Rcode.NXDOMAIN, "a.org. 5 A 10.0.0.1|a.org. 5 A 10.0.0.2", "")));

    for (int i = 0; i < 50; i++) {
      assertThat(section(tester.ask("a.org.", Type.A), Section.ANSWER))
          .containsExactly("a.org. 5 A 10.0.0.1", "a.org. 5 A 10.0.0.2");
    }
  }

  @Test
  void putsPreferredRangesFirstInTheirOrder() {
    PluginTester tester =
        tester(
            "loadbalance { ; prefer 10.9.0.0/16 192.168.128.0/17 ; prefer 2001:db8::/32 ; }",
            "a.org. 5 A 10.0.0.1|a.org. 5 A 192.168.200.1|a.org. 5 A 10.9.0.1|a.org. 5 A 192.168.1.1"
                + "|a.org. 5 A 10.9.0.2|a.org. 5 AAAA ::1|a.org. 5 AAAA 2001:db8::1");
    Set<String> firsts = new HashSet<>();

    for (int i = 0; i < ROUNDS; i++) {
      List<String> answers = section(tester.ask("a.org.", Type.A), Section.ANSWER);
      assertThat(answers.subList(0, 2))
          .containsExactlyInAnyOrder("a.org. 5 A 10.9.0.1", "a.org. 5 A 10.9.0.2");
      assertThat(answers.get(2)).isEqualTo("a.org. 5 A 192.168.200.1");
      assertThat(answers.subList(5, 7))
          .containsExactly("a.org. 5 AAAA 2001:db8:0:0:0:0:0:1", "a.org. 5 AAAA 0:0:0:0:0:0:0:1");
      firsts.add(answers.getFirst());
    }

    assertThat(firsts).hasSize(2);
  }

  @Test
  void choosesTheFirstAddressByWeight() throws IOException {
    Path file = folder.resolve("weights");
    Files.writeString(file, "# weights\nA.org\n10.0.0.1 200\n\n10.0.0.2 100\nb.org.\n10.0.0.3 9\n");
    PluginTester tester =
        tester(
            "loadbalance weighted " + file,
            "a.org. 5 A 10.0.0.3|a.org. 5 A 10.0.0.2|a.org. 5 A 10.0.0.1");
    Map<String, Integer> first = new HashMap<>();

    for (int i = 0; i < ROUNDS; i++) {
      first.merge(
          section(tester.ask("a.org.", Type.A), Section.ANSWER).getFirst(), 1, Integer::sum);
    }

    assertThat(first.get("a.org. 5 A 10.0.0.1")).isBetween(ROUNDS / 2, ROUNDS * 8 / 10);
    assertThat(first.get("a.org. 5 A 10.0.0.2")).isBetween(ROUNDS / 5, ROUNDS / 2);
    assertThat(first.getOrDefault("a.org. 5 A 10.0.0.3", 0)).isLessThan(ROUNDS / 20);
  }

  @Test
  void readsChangedWeights() throws IOException {
    Path file = folder.resolve("weights");
    PluginTester tester =
        tester(
            "loadbalance weighted " + file + " { ; reload 20ms ; }",
            "a.org. 5 A 10.0.0.1|a.org. 5 A 10.0.0.2");
    Files.writeString(file, "a.org\n10.0.0.2 255\n");

    // The file is looked at by another thread, every 20 ms.
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> {
          var firsts = new ArrayList<String>();
          for (int i = 0; i < 40; i++) {
            firsts.add(section(tester.ask("a.org.", Type.A), Section.ANSWER).getFirst());
          }
          assertThat(firsts).filteredOn("a.org. 5 A 10.0.0.2"::equals).hasSizeGreaterThan(35);
        });
    tester.running().retire();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "10.0.0.1 | wrong domain name:\"10.0.0.1\" in weight file W. (Maybe a missing weight value?)",
        "10.0.0.1 5 | missing domain name in weight file W",
        "a.org;10.0.0.x 5 | wrong IP address:\"10.0.0.x\" in weight file W",
        "a.org;10.0.0.1 0 | wrong weight value:\"0\" in weight file W",
        "a.org;10.0.0.1 256 | wrong weight value:\"256\" in weight file W",
        "a.org;10.0.0.1 x | wrong weight value:\"x\" in weight file W",
        "a.org;10.0.0.1 5 5 | could not parse weight line:\"10.0.0.1 5 5\" in weight file W",
      })
  void refusesMalformedWeights(String text, String message) throws IOException {
    Path file = folder.resolve("weights");
    Files.writeString(file, text.replace(";", "\n"));

    assertThatThrownBy(() -> tester("loadbalance weighted " + file, ""))
        .isInstanceOf(PluginException.class)
        .hasMessage("plugin/loadbalance: " + message.replace("W", file.toString()));
  }

  @Test
  void needsItsWeightsAtOnceIfItNeverLooksAgain() {
    Path file = folder.resolve("none");

    assertThatThrownBy(() -> tester("loadbalance weighted " + file + " { ; reload 0 ; }", ""))
        .isInstanceOf(PluginException.class)
        .hasMessage("plugin/loadbalance: weight file open error: " + file);
  }

  private static PluginTester tester(String directive, String answer) {
    return tester(directive, answer, "");
  }

  private static PluginTester tester(String directive, String answer, String additional) {
    return PluginTester.of(
        block(directive),
        List.of(
            new LoadbalancePlugin(() -> new SplittableRandom(7)),
            new Records(Rcode.NOERROR, answer, additional)));
  }

  private static List<Plugin<?>> plugins() {
    return List.of(
        new LoadbalancePlugin(SplittableRandom::new), new Records(Rcode.NOERROR, "", ""));
  }

  private static String block(String directive) {
    return ". {\n" + directive.replace(";", "\n") + "\nrecords\n}";
  }

  private static List<String> section(Message reply, int section) {
    return reply.getSection(section).stream()
        .map(r ->
            r.getName()
                + " "
                + r.getTTL()
                + " "
                + Type.string(r.getType())
                + " "
                + r.rdataToString())
        .toList();
  }

  /// Answers with the given records, compressed by dnsjava.
  private record Records(int rcode, String answer, String additional) implements Plugin<String> {
    @Override
    public String name() {
      return "records";
    }

    @Override
    public String parse(Cursor cursor, BlockScope scope) {
      return "";
    }

    @Override
    public void install(String config, Installation installation) {
      installation.handler(exchange -> {
        try {
          byte[] request =
              java.util.Arrays.copyOf(exchange.query().message(), exchange.query().length());
          Message reply = new Message(request);
          reply.getHeader().setFlag(org.xbill.DNS.Flags.QR);
          reply.getHeader().setRcode(rcode);
          read(answer).forEach(r -> reply.addRecord(r, Section.ANSWER));
          read(additional).forEach(r -> reply.addRecord(r, Section.ADDITIONAL));
          byte[] wire = reply.toWire();
          exchange.reply().copy(wire, wire.length);
          return Outcome.ANSWERED;
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      });
    }

    private static List<Record> read(String records) throws IOException {
      try (var in =
          new java.io.ByteArrayInputStream(
              records.replace('|', '\n').getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
        var master = new Master(in, org.xbill.DNS.Name.root, 5);
        var read = new ArrayList<Record>();
        for (Record r = master.nextRecord(); r != null; r = master.nextRecord()) {
          assertThat(r.getDClass()).isEqualTo(DClass.IN);
          read.add(r);
        }
        return read;
      }
    }
  }
}
