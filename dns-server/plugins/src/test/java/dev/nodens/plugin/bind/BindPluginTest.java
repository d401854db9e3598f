package dev.nodens.plugin.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.PluginException;
import dev.nodens.core.server.Listener;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.plugin.whoami.WhoamiPlugin;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Verdicts and texts as CoreDNS 1.15.0 gives them; `;` stands for a line end.
class BindPluginTest {
  private static final List<dev.nodens.core.Plugin<?>> PLUGINS =
      List.of(new BindPlugin(), new WhoamiPlugin());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "bind | 2 - at least one address or interface name is expected",
        "bind { ; except 1.2.3.4 ; } | 2 - at least one address or interface name is expected",
        "bind 1.2.3 | 2 - not a valid IP address or interface name: \"1.2.3\"",
        "bind 1.2.3.256 | 2 - not a valid IP address or interface name: \"1.2.3.256\"",
        "bind ::fffff | 2 - not a valid IP address or interface name: \"::fffff\"",
        "bind a/b | 2 - not a valid IP address or interface name: \"a/b\"",
        "bind sixteen-letters-x | 2 - not a valid IP address or interface name: \"sixteen-letters-x\"",
        "bind lo { ; except ; } | 3 - at least one address or interface must be given to except subdirective",
        "bind lo { ; but 1.2.3.4 ; } | 3 - invalid option \"but\"",
        "bind 127.0.0.1 { ; except 127.0.0.1 ; } | 4 - every address to listen on is excepted",
      })
  void refusesInUpstreamsWords(String directive, String message) {
    assertThatThrownBy(() -> PluginTester.configuration(block(directive), PLUGINS))
        .isInstanceOf(CorefileException.class)
        .hasMessage("plugin/bind: Corefile:" + message);
  }

  @ParameterizedTest
  @CsvSource({
    "bind 127.0.0.1,                                           127.0.0.1",
    "bind 127.0.0.1 127.0.0.2,                                 127.0.0.1 127.0.0.2",
    "bind 127.0.0.1 ; bind ::1,                                127.0.0.1 0:0:0:0:0:0:0:1",
    "bind 127.0.0.1 127.0.0.2 { ; except 127.0.0.1 ; },        127.0.0.2",
    "bind lo,                                                  127.0.0.1",
    "bind lo 127.0.0.2 { ; except 127.0.0.1 ; },               127.0.0.2",
    "bind 127.0.0.2 { ; except 127.0.0.1 ; } ; bind 127.0.0.1, 127.0.0.2 127.0.0.1",
  })
  void listensOnWhatItNames(String directive, String hosts) {
    PluginTester tester = PluginTester.of(block(directive), PLUGINS);

    assertThat(tester.running().listeners())
        .extracting(Listener::host)
        .containsExactly(hosts.split(" "));
  }

  @Test
  void refusesAnInterfaceThatDoesNotExistAtStart() {
    assertThatThrownBy(() -> PluginTester.of(block("bind eth7"), PLUGINS))
        .isInstanceOf(PluginException.class)
        .hasMessage("plugin/bind: not a valid IP address or interface name: \"eth7\"");
  }

  @Test
  void lettingOneBlockBindAndAnotherNotIsAConflict() {
    assertThatThrownBy(() ->
            PluginTester.configuration(
                ". {\n bind 127.0.0.1\n whoami\n}\n. {\n whoami\n}", PLUGINS))
        .hasMessage(
            "Corefile:5 - cannot serve dns://.:53"
                + " - zone overlap listener capacity with dns://.:53 on 127.0.0.1");
  }

  private static String block(String directive) {
    return ". {\n" + directive.replace(";", "\n") + "\nwhoami\n}";
  }
}
