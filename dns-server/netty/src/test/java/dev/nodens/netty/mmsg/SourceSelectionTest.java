package dev.nodens.netty.mmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceSelectionTest {
  private static final String OWN = "10.42.0.7";

  private final FakeRoutes routes = new FakeRoutes();
  private final SourceSelection selection =
      new SourceSelection(changed -> {
        routes.changed = changed;
        return routes;
      });

  private boolean answer(String client, String source) {
    byte[] to = InetAddress.ofLiteral(client).getAddress();
    byte[] from = InetAddress.ofLiteral(source).getAddress();
    return selection.isByItself(to, to.length, from, from.length);
  }

  private boolean answerOften(String client, String source) {
    for (int i = 0; i < SourceSelection.PATIENCE; i++) {
      assertThat(answer(client, source)).as("before the kernel was asked").isFalse();
    }
    return answer(client, source);
  }

  @ParameterizedTest
  @CsvSource({"10.42.0.9, 10.42.0.7, true", "10.42.0.9, 10.42.0.8, false"})
  void leavesTheSourceToTheKernelWhereItTakesTheSame(String client, String source, boolean same) {
    routes.source = OWN;

    assertThat(answerOften(client, source)).isEqualTo(same);
    assertThat(answer(client, source)).isEqualTo(same);
    assertThat(routes.questions).as("one question for each client").isEqualTo(1);
  }

  @Test
  void asksForEachClient() {
    routes.source = OWN;
    routes.elsewhere.add("192.0.2.9");

    assertThat(answerOften("192.0.2.8", OWN)).isTrue();
    assertThat(answerOften("192.0.2.9", OWN)).isFalse();
  }

  @Test
  void asksAgainWhenRoutesHaveChanged() {
    routes.source = OWN;
    assertThat(answerOften("192.0.2.8", OWN)).isTrue();

    routes.source = "10.42.0.8";
    routes.changed.run();

    assertThat(answerOften("192.0.2.8", OWN)).isFalse();
    assertThat(routes.questions).isEqualTo(2);
  }

  @Test
  void doesNotAskForClientsThatDoNotComeBack() {
    for (int i = 0; i < 100_000; i++) {
      answer("198.18." + (i >> 8 & 0xff) + "." + (i & 0xff), OWN);
    }

    assertThat(routes.questions).isZero();
  }

  @Test
  void keepsWhatItKnowsWhenManyOthersCome() {
    routes.source = OWN;
    answerOften("192.0.2.8", OWN);

    for (int i = 0; i < 10 * SourceSelection.SLOTS; i++) {
      answer("198.18." + (i >> 8 & 0xff) + "." + (i & 0xff), OWN);
    }

    assertThat(answer("192.0.2.8", OWN)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"2001:db8::9, 2001:db8::7", "192.0.2.8, 2001:db8::7"})
  void namesEverySourceOfIpv6(String client, String source) {
    routes.source = source;

    assertThat(answerOften(client, source)).isFalse();
    assertThat(routes.questions).isZero();
  }

  @Test
  void namesTheSourceThatTheKernelDidNotSay() {
    byte[] client = InetAddress.ofLiteral("192.0.2.8").getAddress();

    for (int i = 0; i < 2 * SourceSelection.PATIENCE; i++) {
      assertThat(selection.isByItself(client, 4, new byte[16], 0)).isFalse();
    }
    assertThat(routes.questions).isZero();
  }

  private static final class FakeRoutes implements SourceSelection.Routes {
    private final Set<String> elsewhere = new HashSet<>();
    private String source = "";
    private Runnable changed = () -> {};
    private int questions;

    @Override
    public boolean choose(int client, int from) {
      questions++;
      return text(from).equals(source) && !elsewhere.contains(text(client));
    }

    @Override
    public void close() {}

    private static String text(int address) {
      return (address >>> 24)
          + "."
          + (address >> 16 & 0xff)
          + "."
          + (address >> 8 & 0xff)
          + "."
          + (address & 0xff);
    }
  }
}
