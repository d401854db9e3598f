package dev.nodens.plugin.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.wire.Name;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Verdicts and texts as CoreDNS 1.15.0 gives them; `;` stands for a line end.
class HostsDirectiveTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hosts ; hosts | 3 - this plugin can only be used once per Server Block",
        "hosts { ; ttl ; } | 3 - Error during parsing: ttl needs a time in second",
        "hosts { ; ttl x ; } | 3 - Error during parsing: ttl needs a number of second",
        "hosts { ; ttl 0 ; } | 3 - Error during parsing: ttl provided is invalid",
        "hosts { ; ttl -1 ; } | 3 - Error during parsing: ttl provided is invalid",
        "hosts { ; ttl 65536 ; } | 3 - Error during parsing: ttl provided is invalid",
        "hosts { ; reload ; } | 3 - Error during parsing: reload needs a duration (zero seconds to disable)",
        "hosts { ; reload 5 ; } | 3 - Error during parsing: invalid duration for reload '5'",
        "hosts { ; reload -5s ; } | 3 - Error during parsing: invalid negative duration for reload '-5s'",
        "hosts { ; fallthrough ; 10.0.0.1 a ; } | 4 - Error during parsing: unknown property '10.0.0.1'",
        "hosts { ; fallthrough_unsupported ; } | 4 - Error during parsing: fallthrough_unsupported requires fallthrough",
        "hosts { ; fallthrough ; fallthrough_unsupported x ; } | 4 - Error during parsing: Wrong argument count or unexpected line ending after 'x'",
      })
  void refusesInUpstreamsWords(String directive, String message) {
    assertThatThrownBy(() -> parse(directive))
        .isInstanceOf(CorefileException.class)
        .hasMessage("plugin/hosts: Corefile:" + message);
  }

  @Test
  void readsEveryOption() {
    HostsConfig config =
        parse(
            "hosts /etc/coredns/NodeHosts Example.org 10.0.0.0/15 { ; 10.0.0.1 a.example.org b ;"
                + " ttl 60 ; no_reverse ; reload 1m ; 10.0.0.2 c ; fallthrough in-addr.arpa ;"
                + " fallthrough_unsupported ; }");

    assertThat(config)
        .isEqualTo(
            new HostsConfig(
                "/etc/coredns/NodeHosts",
                names("example.org.", "0.10.in-addr.arpa.", "1.10.in-addr.arpa."),
                List.of("10.0.0.1 a.example.org b", "10.0.0.2 c"),
                60,
                false,
                Duration.ofMinutes(1),
                names("in-addr.arpa."),
                true));
  }

  @Test
  void servesEtcHostsInTheZonesOfItsBlockByDefault() {
    assertThat(parse("hosts"))
        .isEqualTo(
            new HostsConfig(
                "/etc/hosts",
                names("example.net.", "."),
                List.of(),
                3600,
                true,
                Duration.ofSeconds(5),
                List.of(),
                false));
    assertThat(parse("hosts { ; fallthrough ; reload 0 ; }").fallthrough()).isEqualTo(names("."));
  }

  private static List<Name> names(String... names) {
    return List.of(names).stream().map(Name::parse).toList();
  }

  private static HostsConfig parse(String directive) {
    String block = "example.net . {\n" + directive.replace(";", "\n") + "\n}";
    return PluginTester.configuration(block, List.of(new HostsPlugin()))
        .blocks()
        .getFirst()
        .of("hosts", HostsConfig.class)
        .orElseThrow();
  }
}
