package dev.nodens.plugin.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.config.ServerTls;
import dev.nodens.core.config.ServerTls.ClientCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebConfigTest {
  private static final Path FILE = Path.of("/etc/dns/web.yml");

  @Test
  void readsHowAPageIsServed() throws IOException {
    ServerTls tls =
        WebConfig.parse(
            FILE,
            List.of(
                "# TLS of /metrics",
                "tls_server_config:",
                "  cert_file: 'tls.crt'",
                "  key_file: /keys/tls.key   # renewed",
                "  client_auth_type: \"RequireAndVerifyClientCert\"",
                "  client_ca_file: ca.crt"));

    assertThat(tls)
        .isEqualTo(
            new ServerTls(
                Path.of("/etc/dns/tls.crt"),
                Path.of("/keys/tls.key"),
                Optional.of(Path.of("/etc/dns/ca.crt")),
                ClientCertificates.REQUIRE_AND_VERIFY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "basic_auth_users: | :1: basic_auth_users is not supported, only tls_server_config",
        "tls_server_config: {} | :1: tls_server_config is not supported, only tls_server_config",
        "tls_server_config:; min_version: TLS13 | :2: min_version is not supported; use [cert_file, key_file, client_auth_type, client_ca_file]",
        "tls_server_config:; cert_file: a | : tls_server_config needs cert_file and key_file",
        "tls_server_config:; cert_file: | :2: a plain text is expected, not ",
        "tls_server_config:; cert_file: [a] | :2: a plain text is expected, not [a]",
        "tls_server_config:; cert_file: a; key_file: b; client_auth_type: x | : Invalid ClientAuth: x",
      })
  void refusesWhatItDoesNotKnow(String text, String message) {
    assertThatThrownBy(() -> WebConfig.parse(FILE, List.of(text.split(";"))))
        .isInstanceOf(IOException.class)
        .hasMessage(FILE + (message.endsWith("not") ? message + " " : message));
  }
}
