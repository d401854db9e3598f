package dev.nodens.netty.mmsg;

import dev.nodens.core.Exchange;
import dev.nodens.core.ReplySink;
import dev.nodens.core.Transport;
import dev.nodens.core.config.ProxyProtocol;
import dev.nodens.core.port.Loop;
import dev.nodens.core.server.Server;
import dev.nodens.netty.proxy.ProxiedExchanges;
import dev.nodens.wire.MessageWriter;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Serves one socket on one event loop: a batch in, a batch out.
///
/// Replies to queries that were parked leave at the end of the loop's round.
public final class MmsgListener implements EpollIoHandle, ReceiveWait.Receiver, ReplySink {
  private final Loop loop;
  private final IoEventLoop eventLoop;
  private final Supplier<Server> server;
  private final MmsgSocket socket;
  private final FileDescriptor descriptor;
  private final byte[] client = new byte[16];
  private final byte[] local = new byte[16];
  private final Runnable flushLater = this::flushQueued;
  private final int localLength;
  private final @Nullable SourceSelection selection;
  private volatile @Nullable IoRegistration registration;
  private @Nullable ProxiedExchanges proxied;
  private @Nullable ReceiveWait wait;
  private volatile boolean reading;
  private boolean receiving;
  private boolean flushScheduled;
  private boolean closed;

  private MmsgListener(
      Loop loop,
      IoEventLoop eventLoop,
      Supplier<Server> server,
      MmsgSocket socket,
      InetAddress address) {
    this.loop = loop;
    this.eventLoop = eventLoop;
    this.server = server;
    this.socket = socket;
    this.descriptor = new FileDescriptor(socket.fd());
    byte[] bound = address.isAnyLocalAddress() ? new byte[0] : address.getAddress();
    this.localLength = bound.length;
    System.arraycopy(bound, 0, local, 0, bound.length);
    selection =
        address.isAnyLocalAddress() && address instanceof Inet4Address
            ? new SourceSelection(changed -> new KernelRoutes(eventLoop, changed))
            : null;
  }

  /// Links the system calls by opening a socket and closing it: tens of milliseconds of a cold JVM
  /// that the first [#bind] would take.
  public static void prepare() {
    Libc.link();
    try {
      MmsgSocket.open(InetAddress.getLoopbackAddress(), 0).close();
    } catch (IOException e) {
      // Whoever binds will hear of it.
      return;
    }
  }

  /// Binds a socket; nothing is read before [#start].
  ///
  /// @param server asked once per batch, so that a reload shows at the next batch
  /// @throws IOException if the address cannot be bound
  public static MmsgListener bind(
      Loop loop, IoEventLoop eventLoop, Supplier<Server> server, InetAddress address, int port)
      throws IOException {
    MmsgSocket socket = MmsgSocket.open(address, port);
    return new MmsgListener(loop, eventLoop, server, socket, address);
  }

  /// The bound port.
  public int port() {
    return socket.port();
  }

  /// Starts to read and waits until that is certain. Not on the event loop.
  ///
  /// @throws IOException if the loop does not take the socket
  public void start() throws IOException {
    Future<IoRegistration> registered = eventLoop.register(this).awaitUninterruptibly();
    if (!registered.isSuccess()) {
      close();
      throw new IOException("the event loop refused the socket", registered.cause());
    }
    registration = registered.getNow();
    reading = true;
    read(EpollIoOps.EPOLLIN);
  }

  /// Reads nothing more; replies are still sent. Not on the event loop.
  public void stopReading() {
    reading = false;
    read(EpollIoOps.NONE);
  }

  private void read(EpollIoOps ops) {
    if (registration != null && !eventLoop.isShuttingDown()) {
      eventLoop.submit(() -> submit(ops)).awaitUninterruptibly();
    }
  }

  /// While it has left epoll, it has nothing to say there.
  private void submit(EpollIoOps ops) {
    IoRegistration held = registration;
    if (held != null && held.isValid()) {
      held.submit(ops);
    }
  }

  /// Closes the socket and waits for it. Not on the event loop.
  public void shutDown() {
    eventLoop
        .submit(() -> {
          leave();
          close();
        })
        .awaitUninterruptibly();
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    if (closed || !((EpollIoEvent) event).ops().contains(EpollIoOps.EPOLLIN)) {
      return;
    }
    if (wait != null) {
      wait.received(this);
    }
    take(socket.receive());
  }

  @Override
  public void reportTo(ReceiveWait newWait) {
    wait = newWait;
  }

  @Override
  public boolean mayWait() {
    return reading && !closed && loop.exchanges().inFlight() == 0;
  }

  @Override
  public int await() {
    int received = socket.await();
    take(received);
    return received;
  }

  @Override
  public void leave() {
    IoRegistration held = registration;
    if (held != null) {
      held.cancel();
    }
  }

  @Override
  public void join() {
    if (!closed) {
      // At once, as this is the event loop; null when it does not take sockets any more.
      registration = eventLoop.register(this).getNow();
      submit(reading ? EpollIoOps.EPOLLIN : EpollIoOps.NONE);
    }
  }

  private void take(int received) {
    if (received > 0) {
      receiving = true;
      try {
        serve(received);
      } finally {
        receiving = false;
        flush();
        socket.recycle(received);
      }
    }
  }

  private void serve(int received) {
    MessageVector requests = socket.requests();
    Server now = server.get();
    long nanoTime = loop.nanoTime();
    @Nullable ProxyProtocol terms = now.proxy();
    if (terms != null) {
      serveProxied(received, now, terms);
      return;
    }
    for (int i = 0; i < received; i++) {
      int length = requests.length(i);
      Exchange exchange = loop.exchanges().acquire();
      requests.copyTo(i, exchange.requestBuffer(MmsgSocket.REQUEST_CAPACITY), length);
      exchange.begin(length, Transport.UDP, this, null, nanoTime);
      exchange.client(client, 0, requests.copySender(i, client), requests.port(i));
      int destination = localLength > 0 ? localLength : requests.copyDestination(i, local);
      exchange.local(local, 0, destination, socket.port());
      now.handle(exchange);
    }
  }

  /// Queries of clients that their peers speak for; replies go to the peers.
  private void serveProxied(int received, Server now, ProxyProtocol terms) {
    @Nullable ProxiedExchanges present = proxied;
    if (present == null || !present.terms().equals(terms)) {
      present = new ProxiedExchanges(loop, terms);
      proxied = present;
    }
    MessageVector requests = socket.requests();
    for (int i = 0; i < received; i++) {
      int length = requests.length(i);
      Exchange exchange = loop.exchanges().acquire();
      requests.copyTo(i, exchange.requestBuffer(MmsgSocket.REQUEST_CAPACITY), length);
      int peerLength = requests.copySender(i, client);
      var peer = new Peer(Arrays.copyOf(client, peerLength), requests.port(i));
      if (present.begin(exchange, length, client, peerLength, peer.port(), this, peer)) {
        int destination = localLength > 0 ? localLength : requests.copyDestination(i, local);
        exchange.local(local, 0, destination, socket.port());
        now.handle(exchange);
      }
    }
  }

  /// Who sent a datagram for somebody else.
  private record Peer(byte[] address, int port) {}

  @Override
  public void send(Exchange exchange) {
    if (!closed) {
      if (exchange.attachment() instanceof Peer peer) {
        reply(exchange, peer.address(), peer.address().length, peer.port());
      } else {
        reply(
            exchange,
            exchange.clientAddress(),
            exchange.clientAddressLength(),
            exchange.clientPort());
      }
      if (!receiving && !flushScheduled) {
        flushScheduled = true;
        loop.execute(flushLater);
      }
    }
    exchange.release();
  }

  private void reply(Exchange exchange, byte[] to, int length, int port) {
    byte[] source = exchange.localAddress();
    int sourceLength = exchange.localAddressLength();
    if (selection != null && selection.isByItself(to, length, source, sourceLength)) {
      sourceLength = 0;
    }
    MessageWriter reply = exchange.reply();
    socket.reply(reply.buffer(), reply.length(), to, length, port, source, sourceLength);
  }

  @Override
  public void drop(Exchange exchange) {
    exchange.release();
  }

  private void flushQueued() {
    flushScheduled = false;
    if (!closed) {
      flush();
    }
  }

  private void flush() {
    socket.flush();
    int lost = socket.takeLost();
    if (lost > 0) {
      server.get().lost(loop.index(), lost);
    }
  }

  /// Ends the socket. Event loop only, or before [#start].
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (selection != null) {
        selection.close();
      }
      socket.close();
    }
  }
}
