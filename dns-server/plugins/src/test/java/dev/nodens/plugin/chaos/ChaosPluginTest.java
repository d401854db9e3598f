package dev.nodens.plugin.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.Plugin;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.plugin.whoami.WhoamiPlugin;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ChaosPluginTest {
  private static final List<Plugin<?>> PLUGINS =
      List.of(new ChaosPlugin(() -> new SplittableRandom(1)), new WhoamiPlugin());

  @ParameterizedTest
  @CsvSource({
    "chaos,                version.bind.,   Nodens-0.0.0-test",
    "chaos,                VERSION.Server., Nodens-0.0.0-test",
    "chaos,                authors.bind.,   The Nodens authors",
    "chaos,                hostname.bind.,  node-1",
    "chaos,                id.server.,      node-1",
    "chaos V2,             version.bind.,   V2",
    "chaos V2,             authors.bind.,   The Nodens authors",
    "chaos V2 ann ann,     authors.bind.,   ann",
    "chaos V2 ann ann,     version.bind.,   V2",
  })
  void answersTextQueriesOfClassChaos(String directive, String name, String text)
      throws IOException {
    Message reply = ask(tester(directive), name, Type.TXT, DClass.CH);

    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.getHeader().getFlag(Flags.AA)).isFalse();
    assertThat(reply.getSection(Section.ANSWER))
        .singleElement()
        .satisfies(answer -> {
          assertThat(answer.rdataToString().replace("\"", "")).isEqualTo(text);
          assertThat(answer.getTTL()).isZero();
          assertThat(answer.getDClass()).isEqualTo(DClass.CH);
          assertThat(answer.getName()).hasToString(name);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "version.bind., A, CH",
    "version.bind., TXT, IN",
    "version.other., TXT, CH",
    "bind., TXT, CH",
    "version.bind., TXT, HS",
  })
  void passesEverythingElseOn(String name, String type, String dclass) throws IOException {
    Message reply = ask(tester("chaos"), name, Type.value(type), DClass.value(dclass));

    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.getSection(Section.ANSWER)).isEmpty();
    assertThat(reply.getSection(Section.ADDITIONAL)).hasSize(2);
  }

  @Test
  void shufflesAuthors() throws IOException {
    PluginTester tester = tester("chaos V a b c d");
    Set<String> orders = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      List<String> authors =
          ask(tester, "authors.bind.", Type.TXT, DClass.CH).getSection(Section.ANSWER).stream()
              .map(answer -> answer.rdataToString().replace("\"", ""))
              .toList();
      assertThat(authors).containsExactlyInAnyOrder("a", "b", "c", "d");
      orders.add(authors.toString());
    }

    assertThat(orders).hasSizeGreaterThan(5);
  }

  @Test
  void cutsTextsToWhatARecordHolds() throws IOException {
    PluginTester tester = tester("chaos " + "v".repeat(300));

    assertThat(
            ask(tester, "version.bind.", Type.TXT, DClass.CH)
                .getSection(Section.ANSWER)
                .getFirst()
                .rdataToString()
                .replace("\"", ""))
        .isEqualTo("v".repeat(255));
  }

  @Test
  void refusesABlock() {
    assertThatThrownBy(() -> PluginTester.configuration(". {\nchaos {\nx\n}\n}", PLUGINS))
        .isInstanceOf(CorefileException.class)
        .hasMessage("plugin/chaos: Corefile:3 - Error during parsing: unknown property 'x'");
  }

  private static PluginTester tester(String directive) {
    return PluginTester.of(". {\n" + directive + "\nwhoami\n}", PLUGINS);
  }

  private static Message ask(PluginTester tester, String name, int type, int dclass)
      throws IOException {
    return tester.ask(Message.newQuery(Record.newRecord(new Name(name), type, dclass)));
  }
}
