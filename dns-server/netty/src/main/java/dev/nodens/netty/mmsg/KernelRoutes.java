package dev.nodens.netty.mmsg;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the kernel for routes, and hears on one event loop when they change (rtnetlink(7)).
///
/// Nothing is opened before the first question, so that a server whose clients do not come back
/// does not pay for it. Event loop only.
final class KernelRoutes implements SourceSelection.Routes, EpollIoHandle {
  private static final Logger LOG = LoggerFactory.getLogger(KernelRoutes.class);

  /// Links, IPv4 addresses, routes and rules: a link that goes down takes its routes with it
  /// without a word about them.
  private static final int GROUPS = 0x1 | 0x10 | 0x40 | 0x80;

  private static final int ANSWER = 4096;

  private final IoEventLoop eventLoop;
  private final Runnable changed;
  private @Nullable FileDescriptor watch;
  private @Nullable IoRegistration registration;
  private boolean unavailable;

  /// @param changed called on the event loop when an answer of before may not hold any more
  KernelRoutes(IoEventLoop eventLoop, Runnable changed) {
    this.eventLoop = eventLoop;
    this.changed = changed;
  }

  @Override
  public boolean choose(int client, int source) {
    if (unavailable) {
      return false;
    }
    try {
      // First, so that nothing changes unheard between the answer and the watch.
      startWatch();
      return ask(client, source);
    } catch (IOException e) {
      LOG.debug("the kernel does not tell its routes: answers name their source", e);
      unavailable = true;
      return false;
    }
  }

  private static boolean ask(int client, int source) throws IOException {
    int fd = Libc.routeSocket();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(ANSWER, 8);
      Route chosen = ask(fd, memory, client, 0, 0);
      Route named = ask(fd, memory, client, source, 0);
      Route entry = ask(fd, memory, client, 0, Route.FIB_MATCH);
      return chosen != null
          && named != null
          && entry != null
          && chosen.source() == source
          && chosen.isAlong(named)
          && !entry.split();
    } finally {
      Libc.close(fd);
    }
  }

  /// The kernel answers such a question before the call that sends it returns.
  private static @Nullable Route ask(
      int fd, MemorySegment memory, int destination, int source, int flags) throws IOException {
    var question = memory.asByteBuffer();
    Route.ask(question, destination, source, flags);
    Libc.tell(fd, memory.asSlice(0, question.position()));
    int length = Libc.hear(fd, memory);
    byte[] answer = new byte[length];
    memory.asByteBuffer().get(answer);
    return Route.read(ByteBuffer.wrap(answer));
  }

  private void startWatch() throws IOException {
    if (watch != null) {
      return;
    }
    var descriptor = new FileDescriptor(Libc.routeSocket());
    watch = descriptor;
    try (Arena arena = Arena.ofConfined()) {
      // struct sockaddr_nl: family, nothing, the kernel is to choose the name, groups
      MemorySegment name = arena.allocate(12, 8);
      name.set(JAVA_SHORT, 0, (short) Libc.AF_NETLINK);
      name.set(JAVA_INT, 8, GROUPS);
      Libc.bind(descriptor.intValue(), name, (int) name.byteSize());
    }
    Future<IoRegistration> registered = eventLoop.register(this);
    if (!registered.isSuccess()) {
      throw new IOException("the event loop refused the socket", registered.cause());
    }
    registration = registered.getNow();
    registration.submit(EpollIoOps.EPOLLIN);
  }

  @Override
  public FileDescriptor fd() {
    if (watch == null) {
      throw new IllegalStateException("not watching");
    }
    return watch;
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment word = arena.allocate(8);
      while (watch != null) {
        Libc.hear(watch.intValue(), word);
      }
    } catch (IOException e) {
      // All heard, or more than the socket could hold: either way something changed.
      changed.run();
    }
  }

  /// Ends the watch.
  @Override
  public void close() {
    unavailable = true;
    if (registration != null) {
      registration.cancel();
      registration = null;
    }
    if (watch != null) {
      Libc.close(watch.intValue());
      watch = null;
    }
  }
}
