package dev.nodens.netty.mmsg;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// The system calls of datagram sockets. Numbers are those of Linux on 64-bit machines. The message
/// of an exception is the system's reason alone, in lower case.
///
/// Pointers travel as plain numbers: the segments behind them live as long as their socket, so the
/// liveness check of a segment argument would only cost time.
@SuppressWarnings("restricted")
final class Libc {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_NETLINK = 16;
  static final int SOL_SOCKET = 1;
  static final int SO_RCVBUF = 8;
  static final int SO_ERROR = 4;
  static final int SO_REUSEPORT = 15;
  static final int IPPROTO_IP = 0;
  static final int IP_PKTINFO = 8;
  static final int IP_MTU_DISCOVER = 10;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_V6ONLY = 26;
  static final int IPV6_RECVPKTINFO = 49;
  static final int IPV6_PKTINFO = 50;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_WAITFORONE = 0x10000;

  private static final int NO_DESCRIPTOR = -1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final Linker.Option ERRNO_OPTION = Linker.Option.captureCallState("errno");

  /// One signature for all that may fail with a reason and one for the two on the hot path: the JVM
  /// generates a dozen classes for each signature, at the start, where it takes longest. Arguments
  /// that a function has not are registers that it does not read, and numbers that are shorter than
  /// a register are in its lower half (System V ABI for AMD64, 3.2.3; AAPCS64, 6.8.2).
  private static final FunctionDescriptor SETUP_CALL =
      FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private static final FunctionDescriptor MESSAGE_CALL =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);

  private static final MethodHandle SOCKET = setupCall("socket");
  private static final MethodHandle BIND = setupCall("bind");
  private static final MethodHandle SETSOCKOPT = setupCall("setsockopt");
  private static final MethodHandle GETSOCKNAME = setupCall("getsockname");
  private static final MethodHandle CLOSE = setupCall("close");
  private static final MethodHandle RECVMMSG =
      LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("recvmmsg"), MESSAGE_CALL);
  private static final MethodHandle SENDMMSG =
      LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("sendmmsg"), MESSAGE_CALL);

  /// Needed only for sockets that are connected, where the reason of a failure counts.
  private static final class Connected {
    static final MethodHandle CONNECT = setupCall("connect");
    static final MethodHandle GETSOCKOPT = setupCall("getsockopt");
    static final MethodHandle RECVMMSG = setupCall("recvmmsg");
    static final MethodHandle SENDMMSG = setupCall("sendmmsg");
  }

  /// Needed only for questions to the kernel itself.
  private static final class Netlink {
    static final MethodHandle SEND = setupCall("send");
    static final MethodHandle RECV = setupCall("recv");
  }

  /// Needed only for what goes wrong.
  private static final class Reason {
    static final MethodHandle STRERROR =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("strerror"),
            FunctionDescriptor.of(ADDRESS, JAVA_INT));
  }

  private Libc() {}

  /// Links the calls that every datagram takes, by some that fail.
  static void link() {
    receive(NO_DESCRIPTOR, 0, 0, MSG_DONTWAIT);
    send(NO_DESCRIPTOR, 0, 0);
  }

  /// A datagram socket; each call says whether it waits.
  static int datagramSocket(int family) throws IOException {
    return socket(family, SOCK_DGRAM);
  }

  /// A socket to the kernel's routes, links and addresses (rtnetlink(7)).
  static int routeSocket() throws IOException {
    return socket(AF_NETLINK, SOCK_RAW);
  }

  private static int socket(int family, int type) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return call(SOCKET, arena, family, type | SOCK_CLOEXEC, 0, 0, 0);
    } catch (Throwable t) {
      throw rethrown(t);
    }
  }

  /// Sends one message to the kernel.
  static void tell(int fd, MemorySegment message) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      call(Netlink.SEND, arena, fd, message.address(), message.byteSize(), MSG_DONTWAIT, 0);
    } catch (Throwable t) {
      throw rethrown(t);
    }
  }

  /// Takes what the kernel has said, cut to the size of `message`; its octets.
  ///
  /// @throws IOException also if it has said nothing
  static int hear(int fd, MemorySegment message) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return call(Netlink.RECV, arena, fd, message.address(), message.byteSize(), MSG_DONTWAIT, 0);
    } catch (Throwable t) {
      throw rethrown(t);
    }
  }

  static void option(int fd, int level, int option, int value) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocateFrom(JAVA_INT, value);
      call(SETSOCKOPT, arena, fd, level, option, number.address(), JAVA_INT.byteSize());
    } catch (Throwable t) {
      throw rethrown(t);
    }
  }

  /// As [#option(int, int, int, int)] without an allocation, for one that the socket took before.
  static void option(int fd, int level, int option, MemorySegment value, MemorySegment state) {
    try {
      int ignored =
          (int)
              SETSOCKOPT.invokeExact(
                  state, (long) fd, (long) level, (long) option, value.address(), value.byteSize());
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// Bounds how long a receive call waits: in microseconds, less than a second.
  static void receiveTimeout(int fd, int micros) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(JAVA_LONG, 2);
      time.setAtIndex(JAVA_LONG, 1, micros);
      call(SETSOCKOPT, arena, fd, SOL_SOCKET, SO_RCVTIMEO, time.address(), time.byteSize());
    } catch (Throwable t) {
      throw rethrown(t);
    }
  }

  static void bind(int fd, MemorySegment address, int length) throws IOException {
    with(BIND, fd, address, length);
  }

  static void connect(int fd, MemorySegment address, int length) throws IOException {
    with(Connected.CONNECT, fd, address, length);
  }

  private static void with(MethodHandle call, int fd, MemorySegment address, int length)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      call(call, arena, fd, address.address(), length, 0, 0);
    } catch (Throwable t) {
      throw rethrown(t);
    }
  }

  /// What went wrong on a connected socket since this was last asked: an errno, or 0.
  static int pendingError(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment error = arena.allocate(JAVA_INT);
      long length = arena.allocateFrom(JAVA_INT, (int) JAVA_INT.byteSize()).address();
      int ignored =
          (int)
              Connected.GETSOCKOPT.invokeExact(
                  state, (long) fd, (long) SOL_SOCKET, (long) SO_ERROR, error.address(), length);
      return error.get(JAVA_INT, 0);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// Where calls leave their errno.
  static MemorySegment state(Arena arena) {
    return arena.allocate(STATE);
  }

  /// As [#receive(int, long, int, int)] on a connected socket; a failure is its errno, negated.
  static int receive(int fd, long messages, int count, MemorySegment state) {
    try {
      int received =
          (int)
              Connected.RECVMMSG.invokeExact(
                  state, (long) fd, messages, (long) count, (long) MSG_DONTWAIT, 0L);
      return received < 0 ? -errno(state) : received;
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// As [#send(int, long, int)] on a connected socket; a failure is its errno, negated.
  static int send(int fd, long messages, int count, MemorySegment state) {
    try {
      int sent =
          (int)
              Connected.SENDMMSG.invokeExact(
                  state, (long) fd, messages, (long) count, (long) MSG_DONTWAIT, 0L);
      return sent < 0 ? -errno(state) : sent;
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// Writes the bound address to `address`.
  static void localAddress(int fd, MemorySegment address) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) address.byteSize());
      call(GETSOCKNAME, arena, fd, address.address(), length.address(), 0, 0);
    } catch (Throwable t) {
      throw rethrown(t);
    }
  }

  /// Receives at most `count` datagrams into the mmsghdr array at `messages`; -1 if there is none.
  ///
  /// @param flags [#MSG_DONTWAIT] or [#MSG_WAITFORONE]
  static int receive(int fd, long messages, int count, int flags) {
    try {
      return (int) RECVMMSG.invokeExact(fd, messages, count, flags, 0L);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// Sends `count` datagrams of the mmsghdr array at `messages`; how many went, or -1 if the first
  /// did not.
  static int send(int fd, long messages, int count) {
    try {
      return (int) SENDMMSG.invokeExact(fd, messages, count, MSG_DONTWAIT, 0L);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// Closes a descriptor; there is nothing to do about a failure.
  static void close(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int ignored = (int) CLOSE.invokeExact(state, (long) fd, 0L, 0L, 0L, 0L);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  private static MethodHandle setupCall(String name) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), SETUP_CALL, ERRNO_OPTION);
  }

  private static int call(MethodHandle call, Arena arena, long a, long b, long c, long d, long e)
      throws Throwable {
    MemorySegment state = arena.allocate(STATE);
    int result = (int) call.invokeExact(state, a, b, c, d, e);
    if (result >= 0) {
      return result;
    }
    throw new IOException(reason(errno(state)));
  }

  /// The system's words for an errno, in lower case.
  static String reason(int errno) {
    try {
      MemorySegment text = (MemorySegment) Reason.STRERROR.invokeExact(errno);
      return text.reinterpret(256).getString(0).toLowerCase(Locale.ROOT);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// The only field of [#STATE] on Linux.
  private static int errno(MemorySegment state) {
    return state.get(JAVA_INT, 0);
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
