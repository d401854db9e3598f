package dev.nodens.netty.mmsg;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The system calls of datagram sockets. Numbers are those of Linux on 64-bit machines. The message
/// of an exception is the system's reason alone, in lower case.
///
/// Pointers travel as plain numbers: the segments behind them live as long as their socket, so the
/// liveness check of a segment argument would only cost time.
@SuppressWarnings("restricted")
final class Libc {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int SOL_SOCKET = 1;
  static final int SO_RCVBUF = 8;
  static final int SO_REUSEADDR = 2;
  static final int SO_REUSEPORT = 15;
  static final int IPPROTO_IP = 0;
  static final int IP_PKTINFO = 8;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_V6ONLY = 26;
  static final int IPV6_RECVPKTINFO = 49;
  static final int IPV6_PKTINFO = 50;
  static final int MSG_DONTWAIT = 0x40;

  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Linker.Option ERRNO_OPTION = Linker.Option.captureCallState("errno");

  private static final MethodHandle SOCKET =
      checked("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND =
      checked("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      checked(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKNAME =
      checked("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle CLOSE =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
  private static final MethodHandle RECVMMSG =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("recvmmsg"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle SENDMMSG =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("sendmmsg"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));

  private Libc() {}

  /// A non-blocking datagram socket.
  static int datagramSocket(int family) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int type = SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
      int fd = (int) SOCKET.invokeExact(state, family, type, 0);
      return orFail(fd, state);
    } catch (Throwable t) {
      throw rethrown(t);
    }
  }

  static void option(int fd, int level, int option, int value) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment number = arena.allocateFrom(JAVA_INT, value);
      int result = (int) SETSOCKOPT.invokeExact(state, fd, level, option, number, 4);
      orFail(result, state);
    } catch (Throwable t) {
      throw rethrown(t);
    }
  }

  static void bind(int fd, MemorySegment address, int length) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      orFail((int) BIND.invokeExact(state, fd, address, length), state);
    } catch (Throwable t) {
      throw rethrown(t);
    }
  }

  /// Writes the bound address to `address`.
  static void localAddress(int fd, MemorySegment address) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) address.byteSize());
      orFail((int) GETSOCKNAME.invokeExact(state, fd, address, length), state);
    } catch (Throwable t) {
      throw rethrown(t);
    }
  }

  /// Receives at most `count` datagrams into the mmsghdr array at `messages`; -1 if there is none.
  static int receive(int fd, long messages, int count) {
    try {
      return (int) RECVMMSG.invokeExact(fd, messages, count, MSG_DONTWAIT, 0L);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// Sends `count` datagrams of the mmsghdr array at `messages`; how many went, or -1 if the first
  /// did not.
  static int send(int fd, long messages, int count) {
    try {
      return (int) SENDMMSG.invokeExact(fd, messages, count, MSG_DONTWAIT);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// Closes a descriptor; there is nothing to do about a failure.
  static void close(int fd) {
    try {
      int ignored = (int) CLOSE.invokeExact(fd);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  private static MethodHandle checked(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), descriptor, ERRNO_OPTION);
  }

  private static int orFail(int result, MemorySegment state) throws Throwable {
    if (result >= 0) {
      return result;
    }
    int errno = (int) ERRNO.get(state, 0L);
    MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
    throw new IOException(text.reinterpret(256).getString(0).toLowerCase(java.util.Locale.ROOT));
  }

  private static IOException rethrown(Throwable t) {
    return switch (t) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      default -> throw unexpected(t);
    };
  }

  private static IllegalStateException unexpected(Throwable t) {
    return new IllegalStateException("a system call threw", t);
  }
}
