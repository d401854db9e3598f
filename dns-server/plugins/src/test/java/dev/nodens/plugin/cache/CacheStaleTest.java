package dev.nodens.plugin.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.PluginTester.Reply;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Answers after, and shortly before, their end.
final class CacheStaleTest {
  private static final String NAME = "www.example.org.";
  private static final String OLD = "www.example.org. 30 IN A 10.0.0.1";
  private static final String NEW = "www.example.org. 30 IN A 10.0.0.2";
  private static final String SOA =
      "example.org. 30 IN SOA ns.example.org. admin.example.org. 1 7200 1800 86400 60";

  private final Backend backend = new Backend();

  @Test
  void immediateAnswersWithTtlZeroAndFetchesMeanwhile() {
    PluginTester tester = started("serve_stale");
    tester.loop().advance(Duration.ofSeconds(31));
    backend.answers(NEW);
    Message stale = tester.ask(NAME, Type.A);
    assertThat(address(stale)).isEqualTo("10.0.0.1");
    assertThat(ttl(stale)).isZero();
    assertThat(backend.times()).isEqualTo(2);
    Message fresh = tester.ask(NAME, Type.A);
    assertThat(address(fresh)).isEqualTo("10.0.0.2");
    assertThat(ttl(fresh)).isEqualTo(30);
    assertThat(backend.times()).isEqualTo(2);
    assertThat(counter(tester, "served_stale")).isEqualTo(1);
    assertThat(counter(tester, "prefetch")).isEqualTo(1);
    assertThat(tester.loop().exchanges().inFlight()).isZero();
  }

  @Test
  void immediateFetchesOnceHoweverManyAsk() {
    PluginTester tester = started("serve_stale");
    tester.loop().advance(Duration.ofSeconds(31));
    backend.parks();
    for (int i = 0; i < 5; i++) {
      assertThat(address(tester.ask(NAME, Type.A))).isEqualTo("10.0.0.1");
    }
    assertThat(backend.times()).isEqualTo(2);
    backend.answers(NEW);
    backend.resume();
    assertThat(address(tester.ask(NAME, Type.A))).isEqualTo("10.0.0.2");
  }

  @Test
  void staleAnswersEnd() {
    PluginTester tester = started("serve_stale 10s");
    backend.answers(NEW);
    tester.loop().advance(Duration.ofMillis(39_999));
    backend.fails("no");
    assertThat(address(tester.ask(NAME, Type.A))).isEqualTo("10.0.0.1");
    tester.loop().advance(Duration.ofMillis(1));
    assertThat(tester.ask(NAME, Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void withoutServeStaleNothingIsServedAfterItsEnd() {
    PluginTester tester = started("keepttl");
    tester.loop().advance(Duration.ofSeconds(30));
    backend.fails("no");
    assertThat(tester.ask(NAME, Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void staleTtlIsShown() {
    PluginTester tester = started("serve_stale 1h immediate 17s");
    tester.loop().advance(Duration.ofSeconds(31));
    assertThat(ttl(tester.ask(NAME, Type.A))).isEqualTo(17);
  }

  @Test
  void recheckPausesAfterAFailedRefresh() {
    PluginTester tester = started("serve_stale 1h immediate 0s 20s");
    tester.loop().advance(Duration.ofSeconds(31));
    backend.fails("no");
    tester.ask(NAME, Type.A);
    tester.ask(NAME, Type.A);
    assertThat(backend.times()).isEqualTo(2);
    tester.loop().advance(Duration.ofSeconds(21));
    tester.ask(NAME, Type.A);
    assertThat(backend.times()).isEqualTo(3);
  }

  @Test
  void verifyPrefersTheUpstream() {
    PluginTester tester = started("serve_stale 1h verify");
    tester.loop().advance(Duration.ofSeconds(31));
    backend.answers(NEW);
    Message fresh = tester.ask(NAME, Type.A);
    assertThat(address(fresh)).isEqualTo("10.0.0.2");
    assertThat(ttl(fresh)).isEqualTo(30);
    assertThat(counter(tester, "served_stale")).isZero();
  }

  @Test
  void verifyTakesADenialAsAnAnswer() {
    PluginTester tester = started("serve_stale 1h verify");
    tester.loop().advance(Duration.ofSeconds(31));
    backend.denies(Rcode.NXDOMAIN, SOA);
    assertThat(tester.ask(NAME, Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(tester.ask(NAME, Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(backend.times()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SERVFAIL", "REFUSED", "no reply"})
  void verifyFallsBackToTheStaleAnswer(String what) {
    PluginTester tester = started("serve_stale 1h verify");
    tester.loop().advance(Duration.ofSeconds(31));
    switch (what) {
      case "SERVFAIL" -> backend.denies(Rcode.SERVFAIL);
      case "REFUSED" -> backend.denies(Rcode.REFUSED);
      default -> backend.fails("read udp 10.0.0.1:53: i/o timeout");
    }
    Message stale = tester.ask(NAME, Type.A);
    assertThat(address(stale)).isEqualTo("10.0.0.1");
    assertThat(ttl(stale)).isZero();
    assertThat(counter(tester, "served_stale")).isEqualTo(1);
  }

  @Test
  void verifyWithTimeOutDoesNotKeepTheClientWaiting() {
    PluginTester tester = started("serve_stale 1h verify 100ms");
    tester.loop().advance(Duration.ofSeconds(31));
    backend.parks();
    Reply slow = send(tester);
    assertThat(slow.pending()).isTrue();
    Reply second = send(tester);
    assertThat(second.pending())
        .as("one refresh at a time; the others get what there is")
        .isFalse();
    assertThat(backend.times()).isEqualTo(2);
    tester.loop().advance(Duration.ofMillis(100));
    assertThat(address(slow.message())).isEqualTo("10.0.0.1");
    backend.answers(NEW);
    backend.resume();
    assertThat(address(tester.ask(NAME, Type.A))).isEqualTo("10.0.0.2");
    assertThat(backend.times()).isEqualTo(2);
    assertThat(tester.loop().exchanges().inFlight()).isZero();
  }

  @Test
  void verifyWithTimeOutUsesAReplyInTime() {
    PluginTester tester = started("serve_stale 1h verify 100ms");
    tester.loop().advance(Duration.ofSeconds(31));
    backend.parks();
    Reply reply = send(tester);
    tester.loop().advance(Duration.ofMillis(50));
    backend.answers(NEW);
    backend.resume();
    assertThat(address(reply.message())).isEqualTo("10.0.0.2");
    assertThat(ttl(reply.message())).isEqualTo(30);
    tester.loop().advance(Duration.ofSeconds(1));
    assertThat(tester.loop().exchanges().inFlight()).isZero();
  }

  @Test
  void verifyWithTimeOutAnswersAtOnceWhenTheUpstreamDoes() {
    PluginTester tester = started("serve_stale 1h verify 100ms");
    tester.loop().advance(Duration.ofSeconds(31));
    backend.answers(NEW);
    assertThat(address(tester.ask(NAME, Type.A))).isEqualTo("10.0.0.2");
    tester.loop().advance(Duration.ofSeconds(31));
    backend.fails("no");
    assertThat(address(tester.ask(NAME, Type.A))).isEqualTo("10.0.0.2");
    assertThat(tester.loop().exchanges().inFlight()).isZero();
  }

  @Test
  void preferPositiveKeepsAnAnswerBeforeADenial() {
    PluginTester tester = started("serve_stale 1h verify\n serve_stale_policy prefer_positive");
    tester.loop().advance(Duration.ofSeconds(31));
    backend.denies(Rcode.NXDOMAIN, SOA);
    Message stale = tester.ask(NAME, Type.A);
    assertThat(stale.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(address(stale)).isEqualTo("10.0.0.1");
    backend.answers(NEW);
    assertThat(address(tester.ask(NAME, Type.A))).isEqualTo("10.0.0.2");
  }

  @Test
  void prefetchesAPopularAnswerShortlyBeforeItsEnd() {
    PluginTester tester = started("prefetch 2 1m 20%");
    backend.answers(NEW);
    tester.ask(NAME, Type.A);
    tester.ask(NAME, Type.A);
    assertThat(backend.times()).as("too early").isEqualTo(1);
    tester.loop().advance(Duration.ofSeconds(25));
    Message hit = tester.ask(NAME, Type.A);
    assertThat(address(hit)).isEqualTo("10.0.0.1");
    assertThat(ttl(hit)).isEqualTo(5);
    assertThat(backend.times()).isEqualTo(2);
    assertThat(counter(tester, "prefetch")).isEqualTo(1);
    Message fresh = tester.ask(NAME, Type.A);
    assertThat(address(fresh)).isEqualTo("10.0.0.2");
    assertThat(ttl(fresh)).isEqualTo(30);
  }

  @Test
  void doesNotPrefetchWhatIsAskedRarely() {
    PluginTester tester = started("prefetch 3 5s 50%");
    for (int i = 0; i < 4; i++) {
      tester.ask(NAME, Type.A);
      tester.loop().advance(Duration.ofSeconds(6));
    }
    assertThat(backend.times()).isEqualTo(1);
  }

  @Test
  void aFailedPrefetchLeavesTheAnswerAlone() {
    PluginTester tester = started("prefetch 1 1m 90%");
    tester.loop().advance(Duration.ofSeconds(10));
    backend.fails("no");
    assertThat(address(tester.ask(NAME, Type.A))).isEqualTo("10.0.0.1");
    assertThat(address(tester.ask(NAME, Type.A))).isEqualTo("10.0.0.1");
  }

  private PluginTester started(String property) {
    PluginTester tester =
        PluginTester.of(
            ". {\ncache {\n" + property + "\n}\nbackend\n}\n", List.of(new CachePlugin(), backend));
    backend.answers(OLD);
    tester.ask(NAME, Type.A);
    return tester;
  }

  private static Reply send(PluginTester tester) {
    return tester.send(PluginTester.query(NAME, Type.A).toWire(), Transport.UDP);
  }

  private static String address(Message message) {
    return message.getSection(Section.ANSWER).getFirst().rdataToString();
  }

  private static long ttl(Message message) {
    return message.getSection(Section.ANSWER).getFirst().getTTL();
  }

  private static long counter(PluginTester tester, String name) {
    return tester.counter("coredns_cache_" + name + "_total", "dns://:53", ".", "");
  }
}
