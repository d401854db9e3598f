package dev.nodens.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.config.ServerTls;
import dev.nodens.core.config.StreamLimits;
import dev.nodens.core.port.ClientTls;
import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.core.port.UpstreamTarget.Transport;
import dev.nodens.core.server.StreamTerms;
import dev.nodens.netty.TcpListener.Protocol;
import dev.nodens.netty.UpstreamTester.Heard;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Upstreams that are asked over HTTP/2, played by our own listeners.
@Timeout(60)
@ExtendWith(Leaks.class)
class HttpUpstreamsTest {
  @TempDir private Path directory = Path.of("");
  private final UpstreamTester tester = new UpstreamTester();

  @AfterEach
  void stopLoops() {
    tester.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTPS", "HTTPS_GET", "GRPC", "GRPC_TLS"})
  void sendsQueriesAsRequests(Transport transport) throws Exception {
    try (TcpListener upstream = listen(transport)) {
      var heard = new Heard();
      UpstreamConnection connection = open(upstream, transport, HttpFixture.client(), heard);
      tester.send(connection, 17, "www.example.org.");

      assertThat(heard.next()).isEqualTo("connected");
      assertThat(heard.next()).isEqualTo("reply 17");

      Set<String> expected = new HashSet<>();
      Set<String> got = new HashSet<>();
      for (int id = 100; id < 130; id++) {
        String name = id % 10 == 0 ? "big.example.org." : "www.example.org.";
        tester.send(connection, id, name);
        expected.add("reply " + id);
      }
      for (int i = 0; i < 30; i++) {
        got.add(heard.next());
      }
      assertThat(got).isEqualTo(expected);
      tester.end(connection);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTPS, failed 5: unexpected HTTP status 500",
    "GRPC, failed 5: rpc error: code = 14 desc = no response"
  })
  void saysWhichQueryFailedAndGoesOn(Transport transport, String failure) throws Exception {
    try (TcpListener upstream = listen(transport)) {
      var heard = new Heard();
      UpstreamConnection connection = open(upstream, transport, HttpFixture.client(), heard);
      tester.send(connection, 5, "dropped.example.org.");

      assertThat(heard.next()).isEqualTo("connected");
      assertThat(heard.next()).isEqualTo(failure);

      tester.send(connection, 6, "www.example.org.");
      assertThat(heard.next()).isEqualTo("reply 6");
      tester.end(connection);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GRPC", "GRPC_TLS"})
  void goesThroughAUnixDomainSocket(Transport transport) throws Exception {
    Path path = directory.resolve("grpc.sock");
    try (TcpListener upstream = listen(transport);
        var local = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      local.bind(UnixDomainSocketAddress.of(path));
      Thread.startVirtualThread(() -> relay(local, upstream.address()));
      var heard = new Heard();
      var target =
          UpstreamTarget.local(
              path, transport, Optional.of("api.test"), Optional.of(HttpFixture.client()));
      UpstreamConnection connection = tester.open(target, heard);
      tester.send(connection, 17, "www.example.org.");

      assertThat(heard.next()).isEqualTo("connected");
      assertThat(heard.next()).isEqualTo("reply 17");
      tester.end(connection);
    }
  }

  @Test
  void saysThatThereIsNoUnixDomainSocket() throws Exception {
    var heard = new Heard();
    Path path = directory.resolve("absent.sock");
    UpstreamConnection _ =
        tester.open(
            UpstreamTarget.local(path, Transport.GRPC, Optional.empty(), Optional.empty()), heard);

    assertThat(heard.next()).isEqualTo("closed: no such file or directory");
  }

  /// Between one client of `local` and `server`, both ways.
  private static void relay(ServerSocketChannel local, SocketAddress server) {
    try (SocketChannel client = local.accept();
        SocketChannel upstream = SocketChannel.open(server)) {
      Thread.startVirtualThread(() -> copy(client, upstream));
      copy(upstream, client);
    } catch (IOException _) {
      // Over.
    }
  }

  private static void copy(SocketChannel from, SocketChannel to) {
    ByteBuffer octets = ByteBuffer.allocate(4096);
    try {
      while (from.read(octets) >= 0) {
        octets.flip();
        while (octets.hasRemaining()) {
          int _ = to.write(octets);
        }
        octets.clear();
      }
    } catch (IOException _) {
      // Over.
    }
  }

  @Test
  void trustsOnlyKnownAuthorities() throws Exception {
    try (TcpListener upstream = listen(Transport.HTTPS)) {
      var heard = new Heard();
      open(upstream, Transport.HTTPS, ClientTls.of(null, null), heard);

      assertThat(heard.next()).startsWith("closed: tls: ");
    }
  }

  @Test
  void closesAConnectionWhoseUpstreamSpeaksAnotherProtocol() throws Exception {
    StreamTerms terms =
        new StreamTerms(StreamLimits.DEFAULT, HttpFixture.tls(directory), 0, 0, null);
    try (TcpListener upstream = HttpFixture.listen(tester.loops(), Protocol.DNS, terms)) {
      var heard = new Heard();
      open(upstream, Transport.HTTPS, HttpFixture.client(), heard);

      assertThat(heard.next()).isEqualTo("closed: the upstream does not speak HTTP/2");
    }
  }

  @Test
  void closesAConnectionThatTheUpstreamGivesUp() throws Exception {
    try (TcpListener upstream = listen(Transport.GRPC)) {
      var heard = new Heard();
      UpstreamConnection connection = open(upstream, Transport.GRPC, HttpFixture.client(), heard);
      tester.send(connection, 5, "www.example.org.");
      assertThat(heard.next()).isEqualTo("connected");
      assertThat(heard.next()).isEqualTo("reply 5");

      upstream.stopReading();

      assertThat(heard.next()).isEqualTo("closed: connection closed by peer");
    }
  }

  private TcpListener listen(Transport transport) throws Exception {
    boolean grpc = transport == Transport.GRPC || transport == Transport.GRPC_TLS;
    @Nullable ServerTls tls = transport.isEncrypted() ? HttpFixture.tls(directory) : null;
    var terms = new StreamTerms(StreamLimits.DEFAULT, tls, 0, 20, null);
    return HttpFixture.listen(tester.loops(), grpc ? Protocol.GRPC : Protocol.HTTPS, terms);
  }

  private UpstreamConnection open(
      TcpListener upstream, Transport transport, ClientTls trust, UpstreamListener listener) {
    return tester.open(upstream.address(), transport, trust, "", listener);
  }
}
