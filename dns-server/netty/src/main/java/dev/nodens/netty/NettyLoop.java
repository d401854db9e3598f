package dev.nodens.netty;

import dev.nodens.core.ExchangePool;
import dev.nodens.core.port.Loop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// One Netty event loop with what belongs to it alone.
final class NettyLoop implements Loop {
  private final int index;
  private final EventLoop eventLoop;
  private final ExchangePool exchanges = new ExchangePool(this);
  private final NettyUpstreams upstreams;

  NettyLoop(int index, EventLoop eventLoop, Sockets sockets) {
    this.index = index;
    this.eventLoop = eventLoop;
    this.upstreams = new NettyUpstreams(eventLoop, sockets);
  }

  /// The Netty side of this loop, to register channels with.
  EventLoop eventLoop() {
    return eventLoop;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean isCurrent() {
    return eventLoop.inEventLoop();
  }

  @Override
  public void execute(Runnable task) {
    eventLoop.execute(task);
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    Future<?> scheduled = eventLoop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  @Override
  public ExchangePool exchanges() {
    return exchanges;
  }

  @Override
  public NettyUpstreams upstreams() {
    return upstreams;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public String toString() {
    return "loop-" + index;
  }
}
