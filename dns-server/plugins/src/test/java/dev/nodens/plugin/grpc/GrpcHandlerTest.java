package dev.nodens.plugin.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.PluginException;
import dev.nodens.core.Transport;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.PluginTester.Reply;
import dev.nodens.core.testing.ScriptedUpstreams.Link;
import dev.nodens.plugin.Plugins;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Queries through scripted upstreams and manual time.
final class GrpcHandlerTest {
  private static final String NAME = "www.example.org.";

  @Test
  void handsTheReplyBackUnderTheIdOfTheQuery() throws IOException {
    PluginTester tester = start("grpc . 10.0.0.1:5553");
    Message query = PluginTester.query(NAME, Type.A);
    Reply reply = tester.send(query.toWire(), Transport.UDP);
    Link link = link(tester, 0);
    assertThat(link.target().address()).hasToString("/10.0.0.1:5553");
    assertThat(link.target().transport()).isEqualTo(UpstreamTarget.Transport.GRPC);

    link.reply(answer(link, Rcode.NOERROR).toWire());

    assertThat(reply.message().getHeader().getID()).isEqualTo(query.getHeader().getID());
    assertThat(reply.message().getSection(Section.ANSWER)).hasSize(1);
    assertThat(tester.counter("coredns_grpc_requests_total", "10.0.0.1:5553")).isOne();
    assertThat(tester.counter("coredns_grpc_responses_total", "NOERROR", "10.0.0.1:5553")).isOne();
    assertThat(tester.loop().exchanges().inFlight()).isZero();
  }

  @Test
  void usesOneConnectionForAll() throws IOException {
    PluginTester tester = start("grpc . 10.0.0.1 {\ntls\n}");
    ask(tester, NAME);
    ask(tester, NAME);

    assertThat(tester.loop().upstreams().links()).hasSize(1);
    assertThat(link(tester, 0).sent()).hasSize(2);
    assertThat(link(tester, 0).target().transport()).isEqualTo(UpstreamTarget.Transport.GRPC_TLS);
  }

  @Test
  void asksTheNextUpstreamAfterAFailure() throws IOException {
    PluginTester tester = start("grpc . 10.0.0.1 10.0.0.2 {\npolicy sequential\n}");
    Reply reply = ask(tester, NAME);
    link(tester, 0).failQuery(asked(link(tester, 0)).getHeader().getID(), "rpc error");

    link(tester, 1).reply(answer(link(tester, 1), Rcode.NOERROR).toWire());

    assertThat(reply.message().getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void asksAgainWhenAnOlderConnectionEndsJustThen() throws IOException {
    PluginTester tester = start("grpc . 10.0.0.1");
    Reply first = ask(tester, NAME);
    link(tester, 0).reply(answer(link(tester, 0), Rcode.NOERROR).toWire());
    assertThat(first.message().getRcode()).isEqualTo(Rcode.NOERROR);
    Reply second = ask(tester, NAME);
    link(tester, 0).fail("connection closed by peer");

    link(tester, 1).reply(answer(link(tester, 1), Rcode.NOERROR).toWire());

    assertThat(second.message().getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void failsWhenAllHaveFailed() throws IOException {
    PluginTester tester = start("grpc . 10.0.0.1");
    Reply reply = ask(tester, NAME);
    link(tester, 0).fail("connection refused");

    assertThat(reply.message().getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(tester.loop().exchanges().inFlight()).isZero();
  }

  @Test
  void failsAfterFiveSeconds() throws IOException {
    PluginTester tester = start("grpc . 10.0.0.1 10.0.0.2");
    Reply reply = ask(tester, NAME);
    tester.loop().advance(Duration.ofMillis(4999));
    assertThat(reply.pending()).isTrue();
    tester.loop().advance(Duration.ofMillis(2));

    assertThat(reply.message().getRcode()).isEqualTo(Rcode.SERVFAIL);
    // A reply that comes now belongs to nobody.
    Link link = link(tester, 0);
    link.reply(answer(link, Rcode.NOERROR).toWire());
  }

  @Test
  void answersFormerrToAReplyForAnotherQuestion() throws IOException {
    PluginTester tester = start("grpc . 10.0.0.1");
    Reply reply = ask(tester, NAME);
    byte[] other = answer(link(tester, 0), Rcode.NOERROR).toWire();
    other[13] = 'x';
    link(tester, 0).reply(other);

    assertThat(reply.message().getRcode()).isEqualTo(Rcode.FORMERR);
  }

  @Test
  void goesOnToTheNextPluginWhereItMay() throws IOException {
    PluginTester tester = start("grpc . 10.0.0.1 {\nfallthrough example.org\n}\nwhoami");
    Reply within = ask(tester, NAME);
    link(tester, 0).reply(answer(link(tester, 0), Rcode.NXDOMAIN).toWire());
    assertThat(within.message().getSection(Section.ADDITIONAL)).isNotEmpty();

    Reply beside = ask(tester, "www.example.net.");
    Message asked = new Message(link(tester, 0).sent().get(1));
    asked.getHeader().setFlag(Flags.QR);
    asked.getHeader().setRcode(Rcode.NXDOMAIN);
    link(tester, 0).reply(asked.toWire());
    assertThat(beside.message().getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void leavesOtherNamesToTheNextPlugin() throws IOException {
    PluginTester tester = start("grpc example.org 10.0.0.1 {\nexcept b.example.org\n}\nwhoami");

    assertThat(ask(tester, "example.net.").message().getSection(Section.ADDITIONAL)).isNotEmpty();
    assertThat(ask(tester, "a.b.example.org.").message().getSection(Section.ADDITIONAL))
        .isNotEmpty();
    assertThat(ask(tester, "example.org.").pending()).isTrue();
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThatThrownBy(() -> start("grpc . nowhere"))
        .isInstanceOf(PluginException.class)
        .hasMessage(
            "plugin/grpc: not an IP address or file \"nowhere\": failed to open file \"nowhere\":"
                + " \"open nowhere: no such file or directory\"");
  }

  private static PluginTester start(String directives) {
    return PluginTester.of(". {\n" + directives + "\n}\n", Plugins.ORDER);
  }

  private static Reply ask(PluginTester tester, String name) {
    return tester.send(PluginTester.query(name, Type.A).toWire(), Transport.UDP);
  }

  private static Link link(PluginTester tester, int index) {
    List<Link> links = tester.loop().upstreams().links();
    return links.get(index);
  }

  private static Message asked(Link link) throws IOException {
    return new Message(link.sent().getLast());
  }

  private static Message answer(Link link, int rcode) throws IOException {
    Message answer = asked(link);
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setRcode(rcode);
    if (rcode == Rcode.NOERROR) {
      answer.addRecord(
          new ARecord(
              answer.getQuestion().getName(),
              DClass.IN,
              60,
              InetAddress.getByAddress(new byte[] {10, 1, 2, 3})),
          Section.ANSWER);
    }
    return answer;
  }
}
