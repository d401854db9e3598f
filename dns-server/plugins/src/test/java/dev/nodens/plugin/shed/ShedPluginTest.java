package dev.nodens.plugin.shed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.plugin.Plugins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

final class ShedPluginTest {
  @Test
  void answersAsWithoutIt() {
    PluginTester tester = PluginTester.of(". {\nshed\nwhoami\n}", Plugins.ORDER);
    assertThat(tester.ask("example.org.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void countsRepliesThatTheSystemDidNotTake() {
    PluginTester tester = PluginTester.of(". {\nshed\nwhoami\n}", Plugins.ORDER);
    assertThat(tester.counter("coredns_shed_dropped_total", "dns://:53", "response")).isZero();
    tester.running().listeners().getFirst().server().lost(0, 3);
    assertThat(tester.counter("coredns_shed_dropped_total", "dns://:53", "response")).isEqualTo(3);
    assertThat(tester.counter("coredns_shed_dropped_total", "dns://:53", "query")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".         | shed x         | Wrong argument count or unexpected line ending after 'x'",
        ".         | shed {;x;}     | shed takes no options",
        ".         | shed;shed      | this plugin can only be used once per Server Block",
        ". tls://. | shed           | only plain DNS server blocks are supported; \"tls://.:853\" uses transport \"tls\"",
      })
  void refuses(String keys, String directive, String message) {
    String corefile = keys + " {\n" + directive.replace(';', '\n') + "\n}";
    assertThatThrownBy(() -> PluginTester.of(corefile, Plugins.ORDER))
        .isInstanceOf(CorefileException.class)
        .hasMessageContaining(message);
  }
}
