package dev.nodens.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.config.StreamLimits;
import dev.nodens.core.port.ClientTls;
import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.core.port.UpstreamTarget.Transport;
import dev.nodens.core.server.StreamTerms;
import dev.nodens.netty.UpstreamTester.Heard;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Upstreams that are asked over QUIC, played by our own listener.
@Timeout(60)
@ExtendWith(Leaks.class)
class QuicUpstreamsTest {
  private static final int STREAMS = 4;

  @TempDir private Path directory = Path.of("");
  private final UpstreamTester tester = new UpstreamTester();

  @AfterEach
  void stopLoops() {
    tester.close();
  }

  private QuicListener listen() throws IOException {
    var terms =
        new StreamTerms(StreamLimits.DEFAULT, HttpFixture.tls(directory), 0, STREAMS, 0, null);
    return HttpFixture.listenQuic(tester.loops(), QuicListener.Protocol.DNS, terms);
  }

  private UpstreamConnection open(
      InetSocketAddress address, ClientTls trust, String name, UpstreamListener listener) {
    return tester.open(address, Transport.QUIC, trust, name, listener);
  }

  @Test
  void sendsEachQueryOnAStream() throws Exception {
    try (QuicListener upstream = listen()) {
      var heard = new Heard();
      UpstreamConnection connection = open(upstream.address(), HttpFixture.client(), "", heard);
      tester.send(connection, 17, "www.example.org.");

      assertThat(heard.next()).isEqualTo("connected");
      assertThat(heard.next()).isEqualTo("reply 17");
      assertThat(connection.localAddress()).isNotEmpty();
      tester.end(connection);
    }
  }

  @Test
  void waitsWhileTheUpstreamAllowsNoFurtherStream() throws Exception {
    try (QuicListener upstream = listen()) {
      var heard = new Heard();
      UpstreamConnection connection = open(upstream.address(), HttpFixture.client(), "", heard);
      Set<String> wanted = new HashSet<>();
      for (int id = 1; id <= 5 * STREAMS; id++) {
        tester.send(connection, id, (id % 3 == 0 ? "slow" : "big") + id + ".example.org.");
        wanted.add("reply " + id);
      }
      assertThat(heard.next()).isEqualTo("connected");
      Set<String> replies = new HashSet<>();
      for (int i = 0; i < 5 * STREAMS; i++) {
        replies.add(heard.next());
      }

      assertThat(replies).isEqualTo(wanted);
      tester.end(connection);
    }
  }

  @Test
  void tellsOfAQueryThatIsNotAnswered() throws Exception {
    try (QuicListener upstream = listen()) {
      var heard = new Heard();
      UpstreamConnection connection = open(upstream.address(), HttpFixture.client(), "", heard);
      tester.send(connection, 5, "dropped.example.org.");

      assertThat(heard.next()).isEqualTo("connected");
      assertThat(heard.next()).isEqualTo("failed 5: stream reset by peer with error code 1");
      tester.send(connection, 6, "www.example.org.");
      assertThat(heard.next()).isEqualTo("reply 6");
      tester.end(connection);
    }
  }

  @Test
  void trustsOnlyKnownAuthorities() throws Exception {
    try (QuicListener upstream = listen()) {
      var heard = new Heard();
      open(upstream.address(), ClientTls.of(null, null), "", heard);

      assertThat(heard.next()).startsWith("closed: tls: ");
    }
  }

  @Test
  void refusesAServerOfAnotherName() throws Exception {
    try (QuicListener upstream = listen()) {
      var heard = new Heard();
      open(upstream.address(), HttpFixture.client(), "other.example", heard);

      assertThat(heard.next()).startsWith("closed: tls: ");
    }
  }

  @Test
  void hearsThatTheUpstreamGivesUp() throws Exception {
    try (QuicListener upstream = listen()) {
      var heard = new Heard();
      UpstreamConnection connection = open(upstream.address(), HttpFixture.client(), "", heard);
      tester.send(connection, 7, "www.example.org.");
      assertThat(heard.next()).isEqualTo("connected");
      assertThat(heard.next()).isEqualTo("reply 7");

      upstream.stopReading();

      assertThat(heard.next()).isEqualTo("closed: connection closed by peer");
    }
  }
}
