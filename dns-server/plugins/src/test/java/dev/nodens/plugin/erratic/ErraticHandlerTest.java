package dev.nodens.plugin.erratic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ErraticHandlerTest {
  @Test
  void dropsEverySoManyQueries() {
    PluginTester tester = tester("drop 3");

    List<Boolean> dropped = Stream.generate(() -> ask(tester, Type.A).dropped()).limit(6).toList();

    assertThat(dropped).containsExactly(true, false, false, true, false, false);
  }

  @Test
  void answersWithFixedAddressesAndFailsForOtherTypes() {
    PluginTester tester = tester("drop 0");

    assertThat(address(ask(tester, Type.A).message())).isEqualTo("192.0.2.53");
    assertThat(address(ask(tester, Type.AAAA).message())).isEqualTo("2001:db8:0:0:0:0:0:53");
    assertThat(ask(tester, Type.MX).message().getRcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void delaysReplies() {
    PluginTester tester = tester("delay 1 1s");

    PluginTester.Reply reply = ask(tester, Type.A);
    tester.loop().advance(Duration.ofMillis(999));
    assertThat(reply.pending()).isTrue();
    tester.loop().advance(Duration.ofMillis(1));

    assertThat(reply.message().getSection(Section.ANSWER)).hasSize(1);
  }

  @Test
  void truncatesAndWritesLargeAnswers() {
    PluginTester tester = tester("truncate 1\nlarge");

    Message reply = ask(tester, Type.A).message();

    assertThat(reply.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(reply.getSection(Section.ANSWER)).hasSize(30);
  }

  @Test
  void becomesReadyWhenItWasAskedOften() {
    PluginTester tester = tester("drop 0");

    for (int i = 0; i < 6; i++) {
      assertThat(tester.running().notReady()).containsExactly("erratic");
    }

    assertThat(tester.running().notReady()).isEmpty();
  }

  private static PluginTester.Reply ask(PluginTester tester, int type) {
    return tester.send(PluginTester.query("example.org.", type).toWire(), Transport.TCP);
  }

  private static String address(Message reply) {
    return reply.getSection(Section.ANSWER).getFirst().rdataToString();
  }

  private static PluginTester tester(String options) {
    return PluginTester.of(". {\nerratic {\n" + options + "\n}\n}", List.of(new ErraticPlugin()));
  }
}
