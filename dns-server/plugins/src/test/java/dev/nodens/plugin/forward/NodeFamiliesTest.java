package dev.nodens.plugin.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.PluginTester.Reply;
import dev.nodens.core.testing.TestPlatform;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Clients of these tests have IPv4 addresses.
final class NodeFamiliesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1 ::1 10.0.0.5 fe80::1             | families=node | AAAA",
        "127.0.0.1 ::1 10.0.0.5 fe80::1             | families=all  |",
        "127.0.0.1 ::1 10.0.0.5 2001:db8::5         | families=node |",
        "127.0.0.1 ::1 10.0.0.5 fd00::5             | families=node |",
        "127.0.0.1 ::1 2001:db8::5                  | families=node |",
        "127.0.0.1 ::1                              | families=node |",
      })
  void answersWhatTheMachineCannotUse(String addresses, String environment, String answered) {
    var platform = new TestPlatform();
    platform.addresses = Arrays.stream(addresses.split(" ")).map(InetAddress::ofLiteral).toList();
    platform.environment.put("NODENS_FORWARD", environment + " reread=off");
    PluginTester tester =
        PluginTester.of(platform, ". {\nforward . 10.0.0.1\n}\n", List.of(new ForwardPlugin()));
    for (int type : new int[] {Type.A, Type.AAAA, Type.MX, Type.HTTPS}) {
      byte[] query = PluginTester.query("www.example.org.", type).toWire();
      Reply reply = tester.send(query, Transport.UDP);
      assertThat(reply.pending()).isEqualTo(!Type.string(type).equals(answered));
    }
  }

  @Test
  void theAnswerIsNodata() {
    var platform = new TestPlatform();
    platform.addresses = List.of(InetAddress.ofLiteral("10.0.0.5"));
    platform.environment.put("NODENS_FORWARD", "families=node reread=off");
    PluginTester tester =
        PluginTester.of(platform, ". {\nforward . 10.0.0.1\n}\n", List.of(new ForwardPlugin()));
    var reply = tester.ask("www.example.org.", Type.AAAA);
    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.getHeader().getFlag(Flags.RA)).isTrue();
    assertThat(reply.getHeader().getFlag(Flags.AA)).isFalse();
    assertThat(reply.getSection(Section.ANSWER)).isEmpty();
  }
}
