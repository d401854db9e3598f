package dev.nodens.netty.mmsg;

import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamListener;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/// A connection of [MmsgUpstreams].
final class MmsgUpstream implements EpollIoHandle, UpstreamConnection {
  private final MmsgUpstreams shared;
  private final ConnectedSocket socket;
  private final UpstreamListener listener;
  private final FileDescriptor descriptor;
  private @Nullable IoRegistration registration;
  private @Nullable MessageVector queries;
  private int queued;
  private boolean over;

  MmsgUpstream(MmsgUpstreams shared, ConnectedSocket socket, UpstreamListener listener) {
    this.shared = shared;
    this.socket = socket;
    this.listener = listener;
    this.descriptor = new FileDescriptor(socket.fd());
  }

  /// Starts to read.
  ///
  /// @throws IOException if the loop does not take the socket; it is closed then
  void register(IoEventLoop eventLoop) throws IOException {
    Future<IoRegistration> registered = eventLoop.register(this);
    if (!registered.isSuccess()) {
      close();
      throw new IOException("the event loop refused the socket", registered.cause());
    }
    registration = registered.getNow();
    registration.submit(EpollIoOps.EPOLLIN);
    shared.later(() -> {
      if (!over) {
        listener.connected();
      }
    });
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public String localAddress() {
    return socket.localAddress();
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    if (over) {
      return;
    }
    boolean failed = ((EpollIoEvent) event).ops().contains(EpollIoOps.EPOLLERR);
    int error = failed ? socket.pendingError() : 0;
    int received = socket.receive(shared.replies());
    try {
      for (int i = 0; i < received && !over; i++) {
        int length = shared.replies().length(i);
        listener.received(shared.reply(i, length), length);
      }
    } catch (RuntimeException e) {
      // Netty would take it for a failure of the loop.
      fail(e.toString());
    }
    if (error != 0) {
      fail(Libc.reason(error));
    } else if (received < 0 && !ConnectedSocket.isLater(received)) {
      fail(Libc.reason(-received));
    }
  }

  @Override
  public void send(byte[] message, int length) {
    if (over) {
      return;
    }
    if (length > MmsgUpstreams.QUERY_CAPACITY) {
      sendAlone(message, length);
      return;
    }
    MessageVector batch = queries;
    if (batch == null) {
      batch = shared.take(this);
      queries = batch;
    } else if (queued == batch.count()) {
      sendAll(batch, queued);
      queued = 0;
    }
    batch.fill(queued++, message, length);
  }

  private void sendAlone(byte[] message, int length) {
    try (Arena arena = Arena.ofConfined()) {
      var alone = new MessageVector(arena, 1, length);
      alone.fill(0, message, length);
      sendAll(alone, 1);
    }
  }

  /// Sends what is queued.
  void flush() {
    MessageVector batch = queries;
    if (batch != null) {
      sendAll(batch, queued);
      queued = 0;
      queries = null;
      shared.giveBack(batch);
    }
  }

  /// What the kernel has no room for is lost, as datagrams are.
  private void sendAll(MessageVector messages, int count) {
    int next = 0;
    while (next < count && !over) {
      int sent = socket.send(messages, next, count - next);
      if (sent > 0) {
        next += sent;
      } else if (ConnectedSocket.isLater(sent)) {
        return;
      } else {
        fail(Libc.reason(-sent));
      }
    }
  }

  /// The listener hears of it when it neither opens nor sends.
  private void fail(String reason) {
    if (!over) {
      close();
      shared.later(() -> listener.closed(reason));
    }
  }

  @Override
  public void close() {
    if (!over) {
      over = true;
      IoRegistration held = registration;
      if (held != null) {
        held.cancel();
      }
      socket.close();
    }
  }
}
