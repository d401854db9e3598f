package dev.nodens.plugin.tls.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.Cursor;
import dev.nodens.plugin.whoami.WhoamiPlugin;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What an ACME server finds.
final class ChallengeHandlerTest {
  private static final String NAME = "_acme-challenge.dns.example.";

  private final Challenges challenges = new Challenges();
  private final PluginTester tester =
      PluginTester.of(". {\n  answers\n  whoami\n}", List.of(new Answers(), new WhoamiPlugin()));

  private final class Answers implements Plugin<String> {
    @Override
    public String name() {
      return "answers";
    }

    @Override
    public String parse(Cursor cursor, BlockScope scope) {
      return "";
    }

    @Override
    public void install(String config, Installation installation) {
      installation.handler(new ChallengeHandler(challenges));
    }
  }

  private List<String> texts() {
    return tester.ask("_ACME-Challenge.DNS.example.", Type.TXT).getSection(Section.ANSWER).stream()
        .map(Record::rdataToString)
        .toList();
  }

  @Test
  void areTheTextsThatAreShownNow() {
    challenges.show(NAME, "one");
    challenges.show("_acme-challenge.other.example.", "two");

    Message reply = tester.ask(NAME, Type.TXT);

    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(reply.getSection(Section.ANSWER).getFirst()).hasToString(NAME + "\t0\tIN\tTXT\tone");
  }

  @Test
  void areShownAsOftenAsTheyWereAdded() {
    challenges.show(NAME, "one");
    challenges.show(NAME, "two");
    challenges.show(NAME, "two");
    assertThat(texts()).containsExactly("one", "two");

    challenges.remove(NAME, "two");
    challenges.remove(NAME, "one");
    assertThat(texts()).containsExactly("two");

    challenges.remove(NAME, "two");
    challenges.remove(NAME, "never shown");
    assertThat(challenges.areNone()).isTrue();
  }

  @Test
  void areNotInTheWayOfOtherQueries() {
    assertThat(tester.ask(NAME, Type.TXT).getSection(Section.ANSWER)).isEmpty();
    challenges.show(NAME, "one");

    assertThat(tester.ask(NAME, Type.A).getSection(Section.ANSWER)).isEmpty();
    assertThat(tester.ask("dns.example.", Type.TXT).getSection(Section.ANSWER)).isEmpty();
    assertThat(tester.ask(NAME, Type.A).getSection(Section.ADDITIONAL)).isNotEmpty();
  }
}
