package dev.nodens.netty;

import dev.nodens.netty.mmsg.MmsgListener;
import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// Datagrams, to upstreams as well, by recvmmsg and sendmmsg through the foreign-function API, on
/// epoll loops.
final class MmsgTransport implements DatagramTransport {
  private final NettyLoops loops;

  MmsgTransport(NettyLoops loops) {
    this.loops = loops;
    loops.nettyLoops().forEach(loop -> loop.upstreams().inBatches());
    // Meanwhile the start waits for other things, such as the Kubernetes API.
    Thread.startVirtualThread(MmsgListener::prepare);
  }

  @Override
  public String name() {
    return "mmsg";
  }

  @Override
  public DatagramListener open(InetSocketAddress address, ServerSlot server) throws IOException {
    var listeners = new ArrayList<MmsgListener>();
    int port = address.getPort();
    try {
      for (NettyLoop loop : Listening.loops(loops, server)) {
        MmsgListener listener =
            MmsgListener.bind(
                loop, (IoEventLoop) loop.eventLoop(), server::get, address.getAddress(), port);
        listeners.add(listener);
        port = listener.port();
        listener.start();
      }
    } catch (IOException e) {
      listeners.forEach(MmsgListener::shutDown);
      throw e;
    }
    return new Bound(new InetSocketAddress(address.getAddress(), port), List.copyOf(listeners));
  }

  private record Bound(InetSocketAddress address, List<MmsgListener> listeners)
      implements DatagramListener {
    @Override
    public void stopReading() {
      listeners.forEach(MmsgListener::stopReading);
    }

    @Override
    public void close() {
      listeners.forEach(MmsgListener::shutDown);
    }
  }
}
