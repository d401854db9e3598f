package dev.nodens.plugin.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.PluginException;
import dev.nodens.core.config.BlockConfiguration;
import dev.nodens.core.config.Configuration;
import dev.nodens.core.config.ServerTls;
import dev.nodens.core.server.Listener;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.plugin.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `tls` accepts, how it refuses the rest, and what it does to the blocks of a Corefile.
final class TlsDirectiveTest {
  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          a b => FromFiles[files=[a, b], clients=NONE, keyLog=]
          a b c { / keylog /tmp/x / client_auth require / } => FromFiles[files=[a, b, c], clients=REQUIRE, keyLog=/tmp/x]
          { / acme DNS.Example. dns.example *.Example.org / } => FromAcme[options=AcmeOptions[domains=[dns.example, *.example.org], email=, directory=https://acme-v02.api.letsencrypt.org/directory, storage=.coredns/acme, root=, resolver=]]
          { / acme a.org / email x@a.org / ca http://ca:14000/dir / storage s / ca_root r / resolver [::1]:53 / } => FromAcme[options=AcmeOptions[domains=[a.org], email=x@a.org, directory=http://ca:14000/dir, storage=s, root=r, resolver=[::1]:53]]
          { / acme bücher.example / } => FromAcme[options=AcmeOptions[domains=[xn--bcher-kva.example], email=, directory=https://acme-v02.api.letsencrypt.org/directory, storage=.coredns/acme, root=, resolver=]]
          """)
  void accepts(String arguments, String config) {
    Configuration configuration =
        PluginTester.configuration(block("tls " + arguments), Plugins.ORDER);

    assertThat(configuration.blocks().getFirst().directives().getFirst().config())
        .hasToString(config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          '' => Corefile:2 - ACME requires at least one domain
          { / email a@b / } => Corefile:4 - ACME requires at least one domain
          { / acme / } => Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'acme'
          { / acme a / email / } => Corefile:4 - Error during parsing: Wrong argument count or unexpected line ending after 'email'
          { / acme a / ca x y / } => Corefile:4 - Error during parsing: Wrong argument count or unexpected line ending after 'y'
          { / acme a / acme b / } => Corefile:4 - Error during parsing: ACME option "acme" can only be specified once
          { / acme a / provider b / } => Corefile:4 - Error during parsing: unknown ACME option "provider"
          { / acme 192.0.2.1 / } => Corefile:4 - invalid ACME domain "192.0.2.1"
          { / acme ::1 / } => Corefile:4 - invalid ACME domain "::1"
          { / acme . / } => Corefile:4 - invalid ACME domain ""
          { / acme * / } => Corefile:4 - invalid ACME domain "*"
          { / acme *.*.example / } => Corefile:4 - invalid ACME domain "*.*.example"
          { / acme a..b / } => Corefile:4 - invalid ACME domain "a..b"
          { / acme _a.b / } => Corefile:4 - invalid ACME domain "_a.b": idna: disallowed rune U+005F
          { / acme -a.b / } => Corefile:4 - invalid ACME domain "-a.b": idna: invalid label "-a"
          { / acme a / ca ftp://x / } => Corefile:5 - invalid ACME CA URL "ftp://x"
          { / acme a / ca https:/x / } => Corefile:5 - invalid ACME CA URL "https:/x"
          { / acme a / resolver 1.1.1.1 / } => Corefile:5 - invalid ACME resolver "1.1.1.1": address 1.1.1.1: missing port in address
          { / acme a / resolver ::1:53 / } => Corefile:5 - invalid ACME resolver "::1:53": address ::1:53: too many colons in address
          { / acme a / resolver :53 / } => Corefile:5 - invalid ACME resolver ":53": host is empty
          { / acme a / resolver x:dns / } => Corefile:5 - invalid ACME resolver port "dns"
          { / acme a / resolver x:65536 / } => Corefile:5 - invalid ACME resolver port "65536"
          a b { / keylog / } => Corefile:3 - Error during parsing: Wrong argument count or unexpected line ending after 'keylog'
          a b { / acme x / } => Corefile:3 - Error during parsing: unknown option 'acme'
          """)
  void refuses(String arguments, String message) {
    assertThatThrownBy(() -> PluginTester.configuration(block("tls " + arguments), Plugins.ORDER))
        .hasMessage("plugin/tls: " + message);
  }

  @Test
  void everyBlockAnswersTheAcmeServerAtThePlaceOfTls() {
    Configuration configuration =
        PluginTester.configuration(
            """
            a.org {
              whoami
              cache
            }
            tls://b.org {
              whoami
              tls {
                acme b.org
              }
            }
            """,
            Plugins.ORDER);

    assertThat(configuration.blocks())
        .extracting(TlsDirectiveTest::plugins)
        .containsExactly(
            List.of("cache", "tls Challenges[]", "whoami"),
            List.of(
                "tls " + configuration.blocks().get(1).directives().getFirst().config(),
                "tls Challenges[]",
                "whoami"));
  }

  private static List<String> plugins(BlockConfiguration block) {
    return block.directives().stream()
        .map(directive ->
            directive.plugin().name().equals("tls")
                ? "tls " + directive.config()
                : directive.plugin().name())
        .toList();
  }

  @Test
  void blocksThatSayTheSameShareTheirCertificates() {
    List<Listener> listeners =
        start(
                """
                tls://a.org tls://b.org:854 {
                  tls {
                    acme a.org b.org
                  }
                }
                tls://c.org {
                  tls {
                    acme b.org a.org
                  }
                }
                """)
            .running()
            .listeners();

    assertThat(listeners).hasSize(2);
    assertThat(tls(listeners.get(0)).keys()).isSameAs(tls(listeners.get(1)).keys());
  }

  private static ServerTls tls(Listener listener) {
    return Objects.requireNonNull(listener.server().streams().tls());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          acme a.org / ca_root absent => plugin/tls: reading ACME CA root "DIR/absent": open DIR/absent: no such file or directory
          acme a.org / ca_root empty => plugin/tls: ACME CA root "DIR/empty" contains no certificates
          acme b.org a.org / email x@y => plugin/tls: ACME domain "a.org" is configured with conflicting options
          acme b.org => conflicting TLS configuration for shared listener tls://:853 between zones "x.org." and "y.org.": dynamic TLS callbacks differ
          """)
  void refusesAtTheStart(String second, String message) throws IOException {
    Files.writeString(directory.resolve("empty"), "nothing");

    assertThatThrownBy(() ->
            start(
                """
                tls://x.org {
                  tls {
                    acme a.org
                  }
                }
                tls://y.org {
                  tls {
                    %s
                  }
                }
                """
                    .formatted(second.replace(" / ", "\n"))))
        .isInstanceOf(PluginException.class)
        .hasMessage(message.replace("DIR", directory.toString()));
  }

  @Test
  void namesTheKeyLogThatCannotBeOpened() throws IOException {
    Files.writeString(directory.resolve("a"), "");

    assertThatThrownBy(() -> start(block("tls a a {\nkeylog absent/file\n}")))
        .isInstanceOf(PluginException.class)
        .hasMessage(
            "plugin/tls: unable to write TLS Key Log to \"DIR/absent/file\": open DIR/absent/file: no such file or directory"
                .replace("DIR", directory.toString()));
  }

  private PluginTester start(String corefile) {
    var platform = new TestPlatform();
    platform.directory = directory;
    platform.blocking = task -> {};
    return PluginTester.of(platform, corefile, Plugins.ORDER);
  }

  private static String block(String directive) {
    return "example.org {\n" + directive.replace(" / ", "\n") + "\n}\n";
  }
}
