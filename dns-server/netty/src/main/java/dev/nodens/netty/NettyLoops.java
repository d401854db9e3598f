package dev.nodens.netty;

import dev.nodens.core.port.Loop;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The event loops of the process, each with a thread of its own, and the sockets they can have.
public final class NettyLoops implements AutoCloseable {
  private static final long CLOSE_SECONDS = 3;

  private final MultiThreadIoEventLoopGroup group;
  private final Sockets sockets;
  private final List<NettyLoop> loops;

  private NettyLoops(int count, Sockets sockets) {
    this.sockets = sockets;
    this.group =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("loop"), sockets.ioHandlers());
    var made = new ArrayList<NettyLoop>();
    for (EventExecutor executor : group) {
      made.add(new NettyLoop(made.size(), (EventLoop) executor, sockets));
    }
    this.loops = List.copyOf(made);
  }

  /// Starts `count` loops on epoll, or on NIO where epoll is missing.
  ///
  /// @param count 1 and up; one per core is what a server wants
  public static NettyLoops start(int count) {
    return new NettyLoops(count, Sockets.best());
  }

  /// Starts `count` loops on the JDK's selectors, wherever it runs.
  public static NettyLoops startOnNio(int count) {
    return new NettyLoops(count, new NioSockets());
  }

  /// The loops by index, as the core sees them.
  public List<Loop> loops() {
    return List.copyOf(loops);
  }

  /// `epoll` or `nio`.
  public String mechanism() {
    return sockets.name();
  }

  List<NettyLoop> nettyLoops() {
    return loops;
  }

  Sockets sockets() {
    return sockets;
  }

  /// Ends the loops and closes what is still open on them; waits a few seconds at most.
  @Override
  public void close() {
    group
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS + 1, TimeUnit.SECONDS);
  }
}
