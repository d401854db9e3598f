package dev.nodens.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// Server blocks whose keys begin with `tls://`.
@Timeout(60)
class TlsSchemeTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void servesPlainTcpWithoutACertificate() throws IOException {
    String corefile = "tls://.:0 {\n  bind 127.0.0.1\n  whoami\n}\n";
    try (ServerUnderTest server = ServerUnderTest.started(directory, corefile);
        var client = new Socket()) {
      client.connect(server.address("tls://127.0.0.1:0"));
      client.setSoTimeout(10_000);

      assertThat(ask(client).getRcode()).isEqualTo(Rcode.NOERROR);
    }
  }

  @Test
  void startsOnlyWithFilesThatCanBeRead() {
    String corefile = "tls://.:0 {\n  bind 127.0.0.1\n  tls gone.pem gone.key\n  whoami\n}\n";

    assertThatThrownBy(() -> ServerUnderTest.started(directory, corefile))
        .hasMessageStartingWith("plugin/tls: could not load TLS cert: open ")
        .hasMessageContaining("gone.pem");
  }

  @ParameterizedTest
  @CsvSource({
    "quic, quic: tls.Config not set",
    "https3, 'DoH3 requires TLS, no TLS config found'",
  })
  void refusesQuicWithoutACertificate(String scheme, String message) {
    String corefile = scheme + "://.:0 {\n  bind 127.0.0.1\n  whoami\n}\n";

    assertThatThrownBy(() -> ServerUnderTest.started(directory, corefile))
        .hasMessage(
            message + ": add `tls CERTIFICATE KEY` to the block of " + scheme + "://127.0.0.1:0");
  }

  @Test
  void refusesBlocksOfOneListenerThatDisagree() throws IOException {
    Path certificate = Files.writeString(directory.resolve("c.pem"), "x");
    String corefile =
        """
        tls://a.org:0 {
          tls %s %s
          whoami
        }
        tls://b.org:0 {
          whoami
        }
        """
            .formatted(certificate, certificate);

    assertThatThrownBy(() -> ServerUnderTest.started(directory, corefile))
        .hasMessage(
            "conflicting TLS configuration for shared listener tls://:0 between zones \"a.org.\" and"
                + " \"b.org.\": TLS is configured for only one server block");
  }

  private static Message ask(Socket client) throws IOException {
    byte[] query =
        Message.newQuery(Record.newRecord(new Name("example.org."), Type.A, DClass.IN)).toWire();
    var out = new DataOutputStream(client.getOutputStream());
    out.writeShort(query.length);
    out.write(query);
    out.flush();
    var in = new DataInputStream(client.getInputStream());
    return new Message(in.readNBytes(in.readUnsignedShort()));
  }
}
