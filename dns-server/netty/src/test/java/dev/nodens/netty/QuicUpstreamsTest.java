package dev.nodens.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.config.StreamLimits;
import dev.nodens.core.port.ClientTls;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.core.port.UpstreamTarget.Transport;
import dev.nodens.core.server.StreamTerms;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
  private NettyLoops loops = NettyLoops.start(1);

  @BeforeEach
  void startLoops() {
    loops.close();
    loops = NettyLoops.start(2);
  }

  @AfterEach
  void stopLoops() {
    loops.close();
  }

  /// What a listener of the core heard, as text.
  private static final class Heard implements UpstreamListener {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void connected() {
      events.add("connected");
    }

    @Override
    public void received(byte[] message, int length) {
      events.add("reply " + TestServer.id(message));
    }

    @Override
    public void failed(int id, String reason) {
      events.add("failed " + id + ": " + reason);
    }

    @Override
    public void closed(String reason) {
      events.add("closed: " + reason);
    }

    String next() throws InterruptedException {
      @Nullable String event = events.poll(10, TimeUnit.SECONDS);
      return event == null ? "nothing" : event;
    }
  }

  private QuicListener listen() throws IOException {
    var terms =
        new StreamTerms(StreamLimits.DEFAULT, HttpFixture.tls(directory), 0, STREAMS, 0, null);
    return HttpFixture.listenQuic(loops, QuicListener.Protocol.DNS, terms);
  }

  private Loop loop() {
    return loops.loops().getFirst();
  }

  private void onLoop(Runnable task) {
    var done = new CompletableFuture<@Nullable Void>();
    loop()
        .execute(() -> {
          task.run();
          done.complete(null);
        });
    done.join();
  }

  private UpstreamConnection open(
      InetSocketAddress address, ClientTls trust, String name, UpstreamListener listener) {
    Optional<String> serverName = name.isEmpty() ? Optional.empty() : Optional.of(name);
    var target =
        new UpstreamTarget(
            address, Transport.QUIC, serverName, Optional.of(trust), Optional.empty());
    var opened = new CompletableFuture<UpstreamConnection>();
    onLoop(() -> opened.complete(loop().upstreams().open(target, listener)));
    return opened.join();
  }

  private void send(UpstreamConnection connection, int id, String name) {
    byte[] query = TestServer.query(id, name);
    onLoop(() -> connection.send(query, query.length));
  }

  @Test
  void sendsEachQueryOnAStream() throws Exception {
    try (QuicListener upstream = listen()) {
      var heard = new Heard();
      UpstreamConnection connection = open(upstream.address(), HttpFixture.client(), "", heard);
      send(connection, 17, "www.example.org.");

      assertThat(heard.next()).isEqualTo("connected");
      assertThat(heard.next()).isEqualTo("reply 17");
      assertThat(connection.localAddress()).isNotEmpty();
      onLoop(connection::close);
    }
  }

  @Test
  void waitsWhileTheUpstreamAllowsNoFurtherStream() throws Exception {
    try (QuicListener upstream = listen()) {
      var heard = new Heard();
      UpstreamConnection connection = open(upstream.address(), HttpFixture.client(), "", heard);
      Set<String> wanted = new HashSet<>();
      for (int id = 1; id <= 5 * STREAMS; id++) {
        send(connection, id, (id % 3 == 0 ? "slow" : "big") + id + ".example.org.");
        wanted.add("reply " + id);
      }
      assertThat(heard.next()).isEqualTo("connected");
      Set<String> replies = new HashSet<>();
      for (int i = 0; i < 5 * STREAMS; i++) {
        replies.add(heard.next());
      }

      assertThat(replies).isEqualTo(wanted);
      onLoop(connection::close);
    }
  }

  @Test
  void tellsOfAQueryThatIsNotAnswered() throws Exception {
    try (QuicListener upstream = listen()) {
      var heard = new Heard();
      UpstreamConnection connection = open(upstream.address(), HttpFixture.client(), "", heard);
      send(connection, 5, "dropped.example.org.");

      assertThat(heard.next()).isEqualTo("connected");
      assertThat(heard.next()).isEqualTo("failed 5: stream reset by peer with error code 1");
      send(connection, 6, "www.example.org.");
      assertThat(heard.next()).isEqualTo("reply 6");
      onLoop(connection::close);
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
      send(connection, 7, "www.example.org.");
      assertThat(heard.next()).isEqualTo("connected");
      assertThat(heard.next()).isEqualTo("reply 7");

      upstream.stopReading();

      assertThat(heard.next()).isEqualTo("closed: connection closed by peer");
    }
  }
}
