package dev.nodens.plugin.secondary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.Transport;
import dev.nodens.core.config.HostPort;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.corefile.CorefileException;
import dev.nodens.wire.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

final class SecondaryPluginTest {
  private static final SecondaryPlugin PLUGIN = new SecondaryPlugin(() -> new SplittableRandom(1));

  private static SecondaryConfig parse(String directive) {
    var configuration =
        PluginTester.configuration("example.org {\n" + directive + "\n}", List.of(PLUGIN));
    return (SecondaryConfig) configuration.blocks().getFirst().directives().getFirst().config();
  }

  @Test
  void readsEveryOption() {
    SecondaryConfig config =
        parse(
            """
            secondary a.example.org {
              transfer from 192.0.2.1 [2001:db8::1]:54
              transfer from 192.0.2.2
              fallthrough
            }
            """);
    assertThat(config.copies())
        .containsExactly(
            new SecondaryConfig.Copy(
                List.of(Name.parse("a.example.org.")),
                List.of(
                    new HostPort("192.0.2.1", 53),
                    new HostPort("2001:db8::1", 54),
                    new HostPort("192.0.2.2", 53)),
                Optional.empty()));
    assertThat(config.fallthrough()).containsExactly(Name.ROOT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "secondary                          | secondary zones require a transfer from property",
        "secondary {;fallthrough;}          | secondary zones require a transfer from property",
        "secondary {;transfer;}             | Wrong argument count or unexpected line ending after 'transfer'",
        "secondary {;transfer to *;}        | unknown property to",
        "secondary {;transfer from;}        | Wrong argument count or unexpected line ending after 'from'",
        "secondary {;transfer from *;}      | can't use '*' in transfer from",
        "secondary {;transfer from a.b;}    | must specify an IP address: `a.b'",
        "secondary {;catalog;}              | secondary zones require a transfer from property",
        "secondary {;catalog a:b:;}         | invalid catalog member zone \"a:b:\"",
        "secondary {;nonsense;}             | unknown property 'nonsense'",
      })
  void refuses(String directive, String message) {
    assertThatThrownBy(() -> parse(directive.replace(';', '\n')))
        .isInstanceOf(CorefileException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "catalog                   | ''",
        "catalog a.org B.org       | a.org. b.org.",
        "catalog a.org;catalog     | ''",
        "catalog;catalog a.org     | ''",
        "catalog a.org;catalog b.c | b.c. a.org.",
      })
  void catalogsHaveMembersInSomeZonesOrAny(String lines, String allowed) {
    SecondaryConfig config =
        parse("secondary {\ntransfer from 192.0.2.1\n" + lines.replace(';', '\n') + "\n}");
    assertThat(config.copies().getFirst().catalog())
        .hasValueSatisfying(zones ->
            assertThat(zones.stream().map(Name::toString).collect(Collectors.joining(" ")))
                .isEqualTo(allowed));
  }

  private static PluginTester serve(List<Runnable> background, String primary) {
    var platform = new TestPlatform();
    platform.blocking = background::add;
    String corefile = "example.org {\n secondary {\n transfer from " + primary + "\n }\n}";
    return PluginTester.of(platform, corefile, List.of(PLUGIN));
  }

  private static Message notification() {
    Message notify = PluginTester.query("example.org.", Type.SOA);
    notify.getHeader().setOpcode(Opcode.NOTIFY);
    return notify;
  }

  @Test
  void isServfailBeforeTheFirstTransfer() {
    PluginTester tester = serve(new ArrayList<>(), "192.0.2.1");
    assertThat(tester.ask("www.example.org.", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void confirmsNotificationsOfPrimariesAndChecksOnceAtATime() {
    var background = new ArrayList<Runnable>();
    PluginTester tester = serve(background, "10.1.2.3");
    int before = background.size();
    assertThat(tester.ask(notification()).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(tester.ask(notification()).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(background).hasSize(before + 1);
  }

  @Test
  void dropsNotificationsOfStrangers() {
    PluginTester tester = serve(new ArrayList<>(), "10.9.9.9");
    assertThat(tester.send(notification().toWire(), Transport.UDP).dropped()).isTrue();
  }
}
