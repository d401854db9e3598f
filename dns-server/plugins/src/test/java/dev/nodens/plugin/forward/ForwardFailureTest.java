package dev.nodens.plugin.forward;

import static dev.nodens.plugin.forward.ForwardHandlerTest.answer;
import static dev.nodens.plugin.forward.ForwardHandlerTest.ask;
import static dev.nodens.plugin.forward.ForwardHandlerTest.asked;
import static dev.nodens.plugin.forward.ForwardHandlerTest.last;
import static dev.nodens.plugin.forward.ForwardHandlerTest.only;
import static dev.nodens.plugin.forward.ForwardHandlerTest.queries;
import static dev.nodens.plugin.forward.ForwardHandlerTest.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.PluginException;
import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.PluginTester.Reply;
import dev.nodens.core.testing.ScriptedUpstreams.Link;
import dev.nodens.core.testing.TestPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Upstreams that fail, and what follows.
final class ForwardFailureTest {
  private static final String NAME = "www.example.org.";

  @Test
  void policiesOrderTheUpstreams() {
    PluginTester sequential = start("forward . 10.0.0.1 10.0.0.2 {\n policy sequential\n}");
    for (int i = 0; i < 3; i++) {
      ask(sequential, i + ".example.");
      assertThat(upstream(last(sequential))).isEqualTo("10.0.0.1");
    }
    PluginTester robin = start("forward . 10.0.0.1 10.0.0.2 10.0.0.3 {\n policy round_robin\n}");
    assertThat(upstreamOf(robin, "a.")).isEqualTo("10.0.0.2");
    assertThat(upstreamOf(robin, "b.")).isEqualTo("10.0.0.3");
    assertThat(upstreamOf(robin, "c.")).isEqualTo("10.0.0.1");
    assertThat(upstreamOf(robin, "d.")).isEqualTo("10.0.0.2");
  }

  @Test
  void servfailAndRefusedAreHandedBack() throws IOException {
    for (int rcode : List.of(Rcode.SERVFAIL, Rcode.REFUSED)) {
      PluginTester tester = start("forward . 10.0.0.1 10.0.0.2 {\n policy sequential\n}");
      Reply reply = ask(tester, NAME);
      only(tester).reply(answer(asked(only(tester)), rcode).toWire());
      assertThat(reply.message().getRcode()).isEqualTo(rcode);
    }
  }

  @Test
  void failoverAsksEveryOtherUpstreamOnce() throws IOException {
    PluginTester tester =
        start("forward . 10.0.0.1 10.0.0.2 {\n policy sequential\n failover SERVFAIL\n}");
    Reply reply = ask(tester, NAME);
    Link first = last(tester);
    first.reply(answer(asked(first), Rcode.SERVFAIL).toWire());
    Link second = last(tester);
    assertThat(upstream(second)).isEqualTo("10.0.0.2");
    second.reply(answer(asked(second), Rcode.SERVFAIL).toWire());
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(queries(tester)).isEqualTo(2);
  }

  @Test
  void nextAsksTheNextForwardOfTheBlock() throws IOException {
    PluginTester tester =
        start("forward . 10.0.0.1 {\n next NXDOMAIN\n}\nforward . 10.0.0.2 {\n next NXDOMAIN\n}");
    Reply reply = ask(tester, NAME);
    only(tester).reply(answer(asked(only(tester)), Rcode.NXDOMAIN).toWire());
    Link second = last(tester);
    assertThat(upstream(second)).isEqualTo("10.0.0.2");
    second.reply(answer(asked(second), Rcode.NXDOMAIN).toWire());
    assertThat(reply.message().getRcode()).as("nothing follows").isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void nextOnNodataAsksTheNextForwardWithoutAnAnswer() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1 {\n next_on_nodata\n}\nforward . 10.0.0.2");
    Reply reply = ask(tester, NAME);
    Message empty = answer(asked(only(tester)), Rcode.NOERROR);
    empty.removeAllRecords(Section.ANSWER);
    only(tester).reply(empty.toWire());
    Link second = last(tester);
    second.reply(answer(asked(second), Rcode.NOERROR).toWire());
    assertThat(reply.message().getSection(Section.ANSWER)).hasSize(1);
  }

  @Test
  void refusesMoreThanMaxConcurrent() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1 {\n max_concurrent 1\n}");
    Reply first = ask(tester, NAME);
    assertThat(ask(tester, "b.example.").message().getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(tester.counter("coredns_forward_max_concurrent_rejects_total")).isEqualTo(1);
    Link link = only(tester);
    link.reply(answer(asked(link), Rcode.NOERROR).toWire());
    assertThat(first.message().getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(ask(tester, "c.example.").pending()).isTrue();
  }

  @Test
  void probesUntilAnyReplyAndCountsAnUpstreamDownAfterThreeFailures() throws IOException {
    PluginTester tester =
        start("forward . 10.0.0.1 10.0.0.2 {\n policy sequential\n max_connect_attempts 1\n}");
    ask(tester, NAME);
    last(tester).fail("connection refused");
    for (int i = 0; i < 3; i++) {
      Link probe = tester.loop().upstreams().links().getLast();
      Message asked = asked(probe);
      assertThat(asked.getQuestion().getType()).isEqualTo(Type.NS);
      assertThat(asked.getHeader().getFlag(Flags.RD)).isTrue();
      assertThat(upstreamOf(tester, "before" + i + ".")).isEqualTo("10.0.0.1");
      failed(tester, probe);
    }
    assertThat(upstreamOf(tester, "down.")).isEqualTo("10.0.0.2");
    assertThat(tester.counter("coredns_proxy_healthcheck_failures_total", "forward", "10.0.0.1:53"))
        .isEqualTo(3);
    Link probe = lastProbe(tester);
    probe.reply(answer(asked(probe), Rcode.SERVFAIL).toWire());
    assertThat(upstreamOf(tester, "up.")).isEqualTo("10.0.0.1");
  }

  @Test
  void asksAnyUpstreamWhenAllAreDownUnlessFailfast() {
    for (boolean failfast : List.of(false, true)) {
      PluginTester tester =
          start(
              "forward . 10.0.0.1 {\n max_fails 1\n max_connect_attempts 1\n"
                  + (failfast ? " failfast_all_unhealthy_upstreams\n}" : "}"));
      ask(tester, NAME);
      last(tester).fail("connection refused");
      for (int i = 0; i < 2; i++) {
        failed(tester, lastProbe(tester));
      }
      assertThat(ask(tester, "b.").pending()).isEqualTo(!failfast);
      assertThat(tester.counter("coredns_forward_healthcheck_broken_total")).isEqualTo(1);
    }
  }

  @Test
  void aReusedConnectionThatThePeerClosedIsNoFailure() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1 {\n force_tcp\n}");
    Reply first = ask(tester, NAME);
    Link link = only(tester);
    link.accept();
    link.reply(answer(asked(link), Rcode.NOERROR).toWire());
    assertThat(first.pending()).isFalse();
    Reply second = ask(tester, "b.example.");
    assertThat(link.sent()).as("the idle connection is used again").hasSize(2);
    link.fail("connection closed by peer");
    Link fresh = last(tester);
    assertThat(fresh).isNotSameAs(link);
    fresh.accept();
    fresh.reply(answer(asked(fresh), Rcode.NOERROR).toWire());
    assertThat(second.message().getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(tester.loop().upstreams().links()).as("and no probe").hasSize(2);
  }

  @Test
  void streamsAreUsedByOneQueryAtATimeWhileThereAreFew() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1 {\n force_tcp\n}");
    ask(tester, "a.");
    ask(tester, "b.");
    assertThat(tester.loop().upstreams().links()).hasSize(2);
    assertThat(
            tester.counter(
                "coredns_proxy_conn_cache_misses_total", "forward", "10.0.0.1:53", "tcp"))
        .isEqualTo(2);
  }

  @Test
  void idleConnectionsAreClosedAfterExpire() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1");
    ask(tester, NAME);
    only(tester).reply(answer(asked(only(tester)), Rcode.NOERROR).toWire());
    tester.loop().advance(Duration.ofSeconds(9));
    assertThat(only(tester).closed()).isFalse();
    tester.loop().advance(Duration.ofSeconds(12));
    assertThat(only(tester).closed()).isTrue();
  }

  @Test
  void retirementClosesIdleConnectionsAndLetsQueriesEnd() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1");
    Reply reply = ask(tester, NAME);
    tester.running().retire();
    tester.loop().runTasks();
    assertThat(only(tester).closed()).isFalse();
    only(tester).reply(answer(asked(only(tester)), Rcode.NOERROR).toWire());
    assertThat(reply.message().getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(only(tester).closed()).isTrue();
  }

  @Test
  void aMalformedReplyIsAFailureAndATruncatedOneIsEmptied() throws IOException {
    PluginTester tester = start("forward . 10.0.0.1 {\n max_connect_attempts 1\n}");
    Reply bad = ask(tester, NAME);
    byte[] whole = answer(asked(only(tester)), Rcode.NOERROR).toWire();
    only(tester).reply(Arrays.copyOf(whole, whole.length - 2));
    assertThat(bad.message().getRcode()).isEqualTo(Rcode.SERVFAIL);

    Message query = PluginTester.query("b.example.", Type.A);
    query.addRecord(new OPTRecord(1232, 0, 0, 0), Section.ADDITIONAL);
    Reply cut = tester.send(query.toWire(), Transport.UDP);
    Link link = last(tester);
    Message answer = answer(asked(link), Rcode.NOERROR);
    answer.getHeader().setFlag(Flags.TC);
    byte[] wire = answer.toWire();
    link.reply(Arrays.copyOf(wire, wire.length - 2));
    assertThat(cut.message().getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(cut.message().getSection(Section.ANSWER)).isEmpty();
  }

  @Test
  void manySocketsCarryTheQueries() {
    PluginTester tester = start("forward . 10.0.0.1");
    for (int i = 0; i < 400; i++) {
      ask(tester, "n" + i + ".example.");
    }
    assertThat(tester.loop().upstreams().links()).hasSize(16);
    long ids =
        tester.loop().upstreams().sent().stream()
            .map(message -> (message[0] & 0xff) << 8 | message[1] & 0xff)
            .distinct()
            .count();
    assertThat(ids).as("no id twice in flight").isEqualTo(400);
  }

  @Test
  void readsNameServersOfAFile(@TempDir Path directory) throws IOException {
    Files.writeString(
        directory.resolve("resolv.conf"),
        "# comment\nsearch example.org\nnameserver 10.0.0.7\n nameserver fe80::1%eth0 \noptions x\n");
    var platform = new TestPlatform();
    platform.directory = directory;
    PluginTester tester =
        PluginTester.of(
            platform,
            ". {\nforward . resolv.conf {\n policy sequential\n}\n}\n",
            List.of(new ForwardPlugin()));
    ask(tester, NAME);
    assertThat(upstream(only(tester))).isEqualTo("10.0.0.7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "forward . /no/such/file | plugin/forward: failed to resolve \"/no/such/file\": lookup /no/such/file.: no such host",
        "forward . tls://9.9.9.9 { ; tls /no/such/ca.pem ; } | plugin/forward: error reading /no/such/ca.pem: open /no/such/ca.pem: no such file or directory",
      })
  void saysAtTheStartWhatIsMissing(String directive, String message) {
    assertThatThrownBy(() -> start(directive.replace(" ; ", "\n")))
        .isInstanceOf(PluginException.class)
        .hasMessage(message);
  }

  private static void failed(PluginTester tester, Link probe) {
    probe.fail("connection refused");
    tester.loop().advance(Duration.ofMillis(500));
  }

  private static Link lastProbe(PluginTester tester) {
    return tester.loop().upstreams().links().reversed().stream()
        .filter(link -> link.sent().stream().anyMatch(message -> message.length == 17))
        .findFirst()
        .orElseThrow();
  }

  private static String upstreamOf(PluginTester tester, String name) {
    long before = queries(tester);
    ask(tester, name);
    assertThat(queries(tester)).isEqualTo(before + 1);
    return tester.loop().upstreams().links().stream()
        .filter(link -> link.sent().stream().anyMatch(message -> asks(message, name)))
        .map(ForwardFailureTest::upstream)
        .findFirst()
        .orElseThrow();
  }

  private static boolean asks(byte[] message, String name) {
    try {
      return new Message(message).getQuestion().getName().toString().equals(name);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String upstream(Link link) {
    return link.target().address().getAddress().getHostAddress();
  }
}
