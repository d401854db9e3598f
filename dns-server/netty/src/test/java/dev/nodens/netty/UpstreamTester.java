package dev.nodens.netty;

import dev.nodens.core.port.ClientTls;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.core.port.UpstreamTarget.Transport;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Opens connections to upstreams on an event loop of its own, from the thread of a test.
final class UpstreamTester implements AutoCloseable {
  private final NettyLoops loops = NettyLoops.start(2);

  /// What a listener of the core heard, as text.
  static final class Heard implements UpstreamListener {
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

  /// Where upstreams may listen.
  NettyLoops loops() {
    return loops;
  }

  /// @param name to verify and to send; empty for none
  UpstreamConnection open(
      InetSocketAddress address,
      Transport transport,
      ClientTls trust,
      String name,
      UpstreamListener listener) {
    Optional<String> serverName = name.isEmpty() ? Optional.empty() : Optional.of(name);
    var target =
        new UpstreamTarget(address, transport, serverName, Optional.of(trust), Optional.empty());
    return open(target, listener);
  }

  UpstreamConnection open(UpstreamTarget target, UpstreamListener listener) {
    var opened = new CompletableFuture<UpstreamConnection>();
    Loop loop = loop();
    loop.execute(() -> opened.complete(loop.upstreams().open(target, listener)));
    return opened.join();
  }

  void send(UpstreamConnection connection, int id, String name) {
    byte[] query = TestServer.query(id, name);
    onLoop(() -> connection.send(query, query.length));
  }

  void end(UpstreamConnection connection) {
    onLoop(connection::close);
  }

  private Loop loop() {
    return loops.loops().getFirst();
  }

  private void onLoop(Runnable task) {
    CompletableFuture.runAsync(task, loop()::execute).join();
  }

  @Override
  public void close() {
    loops.close();
  }
}
