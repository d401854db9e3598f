package dev.nodens.plugin.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Transport;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.PluginTester.Reply;
import dev.nodens.core.testing.ScriptedUpstreams.Link;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// Upstreams over QUIC, scripted.
final class ForwardQuicTest {
  private static PluginTester start(String directive) {
    return PluginTester.of(". {\n" + directive + "\n}\n", List.of(new ForwardPlugin()));
  }

  private static Reply send(PluginTester tester, int type) {
    return tester.send(PluginTester.query("example.org.", type).toWire(), Transport.UDP);
  }

  @Test
  void allQueriesShareAConnection() throws IOException {
    PluginTester tester = start("forward . quic://10.0.0.1%dns.example");
    Reply first = send(tester, Type.A);
    Reply second = send(tester, Type.AAAA);

    Link link = tester.loop().upstreams().links().getFirst();
    assertThat(tester.loop().upstreams().links()).hasSize(1);
    assertThat(link.target().transport()).isEqualTo(UpstreamTarget.Transport.QUIC);
    assertThat(link.target().address().getPort()).isEqualTo(853);
    assertThat(link.target().serverName()).contains("dns.example");
    for (byte[] query : link.sent()) {
      Message reply = new Message(query);
      reply.getHeader().setFlag(Flags.QR);
      link.reply(reply.toWire());
    }
    assertThat(first.message().getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(second.message().getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(
            tester.counter(
                "coredns_proxy_conn_cache_misses_total", "forward", "10.0.0.1:853", "quic"))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {Type.AXFR, Type.IXFR})
  void zonesAreNotTransferred(int type) {
    PluginTester tester = start("forward . quic://10.0.0.1");

    assertThat(send(tester, type).message().getRcode()).isEqualTo(Rcode.NOTIMP);
    assertThat(tester.loop().upstreams().links()).isEmpty();
    assertThat(send(tester, Type.A).pending()).isTrue();
  }
}
