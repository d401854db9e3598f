package dev.nodens.netty.mmsg;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Whether the datagrams of an IPv4 socket may be cut into fragments (`IP_MTU_DISCOVER`, ip(7)).
///
/// While they may not, the kernel neither looks for what the path takes nor gives each a number by
/// which fragments would find each other (RFC 6864, 4.1): 4 % of what a cached answer costs. That
/// is for answers that pass everywhere (RFC 9715, 3.1); for longer ones it is as for any socket.
final class Fragmentation {
  /// Octets of the longest answer that is sent whole: what an IPv6 path has to take, without the
  /// headers of IPv6 and UDP (RFC 9715, appendix A).
  static final int LONGEST_WHOLE = 1232;

  private static final int AS_FOR_ANY_SOCKET = 1;
  private static final int NEVER = 3;

  private final int fd;
  private final MemorySegment value;
  private final MemorySegment state;

  /// Forbids it.
  ///
  /// @throws IOException if the system does not take the option
  Fragmentation(Arena arena, int fd) throws IOException {
    this.fd = fd;
    Libc.option(fd, Libc.IPPROTO_IP, Libc.IP_MTU_DISCOVER, NEVER);
    value = arena.allocate(JAVA_INT);
    state = Libc.state(arena);
  }

  void allow() {
    set(AS_FOR_ANY_SOCKET);
  }

  void forbid() {
    set(NEVER);
  }

  private void set(int number) {
    value.set(JAVA_INT, 0, number);
    Libc.option(fd, Libc.IPPROTO_IP, Libc.IP_MTU_DISCOVER, value, state);
  }
}
