package dev.nodens.netty.mmsg;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// One bound datagram socket that receives and sends in batches. Used by one event loop only.
///
/// Socket addresses, lengths and buffers stay in native memory; nothing is allocated per datagram.
final class MmsgSocket {
  /// Most datagrams of one receive call.
  static final int BATCH = 64;

  /// Longest request that is taken; a longer datagram is cut and will not parse.
  static final int REQUEST_CAPACITY = 4096;

  static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /// Octets of the longest `struct sockaddr`.
  static final int NAME = 28;

  private static final int REPLY_CAPACITY = 4096;
  private static final int LARGEST_REPLY = 65535;
  private static final int RECEIVE_BUFFER = 4 << 20;
  private static final int PATIENCE_MICROS = 2000;

  private final Arena arena = Arena.ofShared();
  private final int fd;
  private final boolean wildcard;
  private final int port;
  private final MessageVector requests = new MessageVector(arena, BATCH, REQUEST_CAPACITY);
  private final MessageVector replies = new MessageVector(arena, BATCH, REPLY_CAPACITY);
  private final @Nullable Fragmentation fragmentation;
  private @Nullable MessageVector largeReply;
  private int queued;
  private int longest;
  private int lost;

  private MmsgSocket(int fd, boolean v4, boolean wildcard) throws IOException {
    this.fd = fd;
    this.wildcard = wildcard;
    fragmentation = v4 ? new Fragmentation(arena, fd) : null;
    for (int i = 0; i < BATCH; i++) {
      requests.prepare(i, wildcard);
    }
    MemorySegment local = arena.allocate(32, 8);
    Libc.localAddress(fd, local);
    port = local.get(NETWORK_SHORT, 2) & 0xffff;
  }

  /// A socket bound to `address` and `port`, sharing them with other sockets of this process.
  ///
  /// @throws IOException if that is refused; the message says what was, such as `bind: address
  ///   already in use`
  static MmsgSocket open(InetAddress address, int port) throws IOException {
    boolean v4 = address instanceof Inet4Address;
    int fd = Libc.datagramSocket(v4 ? Libc.AF_INET : Libc.AF_INET6);
    try (Arena scratch = Arena.ofConfined()) {
      Libc.option(fd, Libc.SOL_SOCKET, Libc.SO_REUSEPORT, 1);
      Libc.option(fd, Libc.SOL_SOCKET, Libc.SO_RCVBUF, RECEIVE_BUFFER);
      Libc.receiveTimeout(fd, PATIENCE_MICROS);
      if (!v4) {
        Libc.option(fd, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, 1);
      }
      if (address.isAnyLocalAddress()) {
        int level = v4 ? Libc.IPPROTO_IP : Libc.IPPROTO_IPV6;
        Libc.option(fd, level, v4 ? Libc.IP_PKTINFO : Libc.IPV6_RECVPKTINFO, 1);
      }
      MemorySegment name = scratch.allocate(NAME, 8);
      Libc.bind(fd, name, write(address, port, name));
      return new MmsgSocket(fd, v4, address.isAnyLocalAddress());
    } catch (IOException e) {
      Libc.close(fd);
      throw e;
    }
  }

  /// Makes `name`, of [#NAME] octets, the `struct sockaddr` of an address and a port.
  ///
  /// @return its length
  static int write(InetAddress address, int port, MemorySegment name) {
    boolean v4 = address instanceof Inet4Address;
    name.set(JAVA_SHORT, 0, (short) (v4 ? Libc.AF_INET : Libc.AF_INET6));
    name.set(NETWORK_SHORT, 2, (short) port);
    byte[] octets = address.getAddress();
    MemorySegment.copy(octets, 0, name, JAVA_BYTE, v4 ? 4 : 8, octets.length);
    if (address instanceof Inet6Address v6) {
      name.set(JAVA_INT, 24, v6.getScopeId());
    }
    return v4 ? 16 : NAME;
  }

  int fd() {
    return fd;
  }

  /// The bound port.
  int port() {
    return port;
  }

  /// Receives what has arrived: 0 to [#BATCH] datagrams, valid until the next call.
  int receive() {
    return Math.max(0, Libc.receive(fd, requests.pointer(0), BATCH, Libc.MSG_DONTWAIT));
  }

  /// Like [#receive], but waits for the first one, two milliseconds or until the system's next
  /// tick.
  int await() {
    return Math.max(0, Libc.receive(fd, requests.pointer(0), BATCH, Libc.MSG_WAITFORONE));
  }

  /// The datagrams of the last [#receive].
  MessageVector requests() {
    return requests;
  }

  /// Makes the first `count` datagrams ready to be received over.
  void recycle(int count) {
    for (int i = 0; i < count; i++) {
      requests.prepare(i, wildcard);
    }
  }

  /// Queues a reply; it leaves at the next [#flush], or at once when the queue is full or it is
  /// large.
  void reply(
      byte[] message,
      int length,
      byte[] client,
      int clientLength,
      int clientPort,
      byte[] source,
      int sourceLength) {
    int from = wildcard ? sourceLength : 0;
    if (length > REPLY_CAPACITY) {
      MessageVector large = large();
      large.fill(0, message, length, client, clientLength, clientPort, source, from);
      sendAll(large, 1, length);
      return;
    }
    if (queued == BATCH) {
      flush();
    }
    longest = Math.max(longest, length);
    replies.fill(queued++, message, length, client, clientLength, clientPort, source, from);
  }

  /// Sends what is queued. What the kernel does not take is lost, as datagrams are.
  void flush() {
    if (queued > 0) {
      sendAll(replies, queued, longest);
      queued = 0;
      longest = 0;
    }
  }

  /// @param length octets of the longest message
  private void sendAll(MessageVector vector, int count, int length) {
    @Nullable Fragmentation fragments = fragmentation;
    boolean whole = fragments == null || length <= Fragmentation.LONGEST_WHOLE;
    int next = whole ? send(vector, 0, count) : 0;
    if (next == count) {
      return;
    }
    if (fragments != null) {
      // One is long, or the interface takes less than usual.
      fragments.allow();
      next = send(vector, next, count);
    }
    while (next < count) {
      // One was refused (no route, no buffer): the others still go.
      lost++;
      next = send(vector, next + 1, count);
    }
    if (fragments != null) {
      fragments.forbid();
    }
  }

  /// Sends until one is refused.
  ///
  /// @return its index, or `count`
  private int send(MessageVector vector, int from, int count) {
    int next = from;
    int sent = 1;
    while (next < count && sent > 0) {
      sent = Libc.send(fd, vector.pointer(next), count - next);
      next += Math.max(0, sent);
    }
    return next;
  }

  /// How many replies the kernel did not take since the last call.
  int takeLost() {
    int taken = lost;
    lost = 0;
    return taken;
  }

  private MessageVector large() {
    if (largeReply == null) {
      largeReply = new MessageVector(arena, 1, LARGEST_REPLY);
    }
    return largeReply;
  }

  /// Closes the descriptor and frees the native memory.
  void close() {
    Libc.close(fd);
    arena.close();
  }
}
