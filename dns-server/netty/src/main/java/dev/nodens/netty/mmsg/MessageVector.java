package dev.nodens.netty.mmsg;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.nodens.wire.Octets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// An array of `struct mmsghdr` with its iovecs, socket addresses, control data and buffers, all in
/// one native segment (recvmmsg(2), cmsg(3), ip(7), ipv6(7)).
///
/// Fields that lie side by side are written as one number, for machines whose numbers begin with
/// the lower octets, as all do that there is an image for. They are reached through a byte buffer:
/// with the segment's own accessors the quick compiler took 8.6 MB for [#fill].
final class MessageVector {
  private static final int HEADER = 64;
  private static final int IOVEC = 16;
  private static final int ADDRESS = 32;
  private static final int CONTROL = 64;

  private static final int NAME_LENGTH_AT = 8;
  private static final int IOVECS_AT = 16;
  private static final int IOVEC_COUNT_AT = 24;
  private static final int CONTROL_AT = 32;
  private static final int CONTROL_LENGTH_AT = 40;
  private static final int LENGTH_AT = 56;

  /// Octets of a `struct cmsghdr` and of `struct in_pktinfo` and `struct in6_pktinfo` behind it.
  private static final int CMSG = 16;

  private static final int PKTINFO = 12;
  private static final int PKTINFO6 = 20;

  /// Buffers do not lie a power of two apart: all would fall on the same few lines of the
  /// processor's cache.
  private static final int APART = 3 * 64;

  private final MemorySegment memory;
  private final ByteBuffer fields;
  private final int count;
  private final int capacity;
  private final int iovecs;
  private final int addresses;
  private final int controls;
  private final int buffers;

  /// `count` messages of at most `capacity` octets each.
  MessageVector(Arena arena, int count, int capacity) {
    this.count = count;
    this.capacity = capacity;
    iovecs = count * HEADER;
    addresses = iovecs + count * IOVEC;
    controls = addresses + count * ADDRESS;
    buffers = controls + count * CONTROL;
    memory = arena.allocate(buffers + (long) count * (capacity + APART), 64);
    fields = memory.asByteBuffer().order(ByteOrder.nativeOrder());
    for (int i = 0; i < count; i++) {
      int header = header(i);
      fields.putLong(header, memory.address() + address(i));
      fields.putLong(header + IOVECS_AT, memory.address() + iovecs + (long) i * IOVEC);
      fields.putLong(header + IOVEC_COUNT_AT, 1);
      fields.putLong(header + CONTROL_AT, memory.address() + control(i));
      fields.putLong(iovec(i), memory.address() + buffer(i));
    }
  }

  long pointer(int index) {
    return memory.address() + header(index);
  }

  int capacity() {
    return capacity;
  }

  int count() {
    return count;
  }

  /// Makes message `index` ready to receive.
  void prepare(int index, boolean control) {
    int header = header(index);
    fields.putInt(header + NAME_LENGTH_AT, ADDRESS);
    fields.putLong(header + CONTROL_LENGTH_AT, control ? CONTROL : 0);
    fields.putLong(iovec(index) + 8, capacity);
  }

  /// Octets received in message `index`.
  int length(int index) {
    return fields.getInt(header(index) + LENGTH_AT);
  }

  /// Copies `length` octets of message `index` out.
  void copyTo(int index, byte[] target, int length) {
    MemorySegment.copy(memory, JAVA_BYTE, buffer(index), target, 0, length);
  }

  /// The sender's port.
  int port(int index) {
    return Short.reverseBytes(fields.getShort(address(index) + 2)) & 0xffff;
  }

  /// Copies the sender's address out and returns its length, 4 or 16.
  int copySender(int index, byte[] target) {
    boolean v4 = fields.getShort(address(index)) == Libc.AF_INET;
    int length = v4 ? 4 : 16;
    fields.get(address(index) + (v4 ? 4 : 8), target, 0, length);
    return length;
  }

  /// Copies the address that message `index` was sent to out; its length, or 0 if the kernel did
  /// not say.
  int copyDestination(int index, byte[] target) {
    int control = control(index);
    if (fields.getLong(header(index) + CONTROL_LENGTH_AT) < CMSG + PKTINFO) {
      return 0;
    }
    boolean v4 = fields.getInt(control + 8) == Libc.IPPROTO_IP;
    int length = v4 ? 4 : 16;
    // struct in_pktinfo: interface, local address, destination of the header
    fields.get(control + CMSG + (v4 ? 8 : 0), target, 0, length);
    return length;
  }

  /// Fills message `index` with what goes to a client.
  ///
  /// @param source address to send from, `sourceLength` octets; 0 lets the system choose
  void fill(
      int index,
      byte[] message,
      int length,
      byte[] client,
      int clientLength,
      int port,
      byte[] source,
      int sourceLength) {
    fill(index, message, length);
    int address = address(index);
    int header = header(index);
    if (clientLength == 4) {
      int octets = Integer.reverseBytes(Octets.i32(client, 0));
      fields.putLong(address, named(Libc.AF_INET, port) | ((long) octets << 32));
      fields.putInt(header + NAME_LENGTH_AT, 16);
    } else {
      fields.putLong(address, named(Libc.AF_INET6, port));
      fields.put(address + 8, client, 0, 16);
      fields.putInt(address + 24, 0);
      fields.putInt(header + NAME_LENGTH_AT, 28);
    }
    fields.putLong(header + CONTROL_LENGTH_AT, fillSource(control(index), source, sourceLength));
  }

  /// Fills message `index` with what goes to the peer of a connected socket. All messages of the
  /// vector must do.
  void fill(int index, byte[] message, int length) {
    MemorySegment.copy(message, 0, memory, JAVA_BYTE, buffer(index), length);
    fields.putLong(iovec(index) + 8, length);
  }

  /// The first eight octets of a `struct sockaddr`.
  private static long named(int family, int port) {
    return family | ((long) (Short.reverseBytes((short) port) & 0xffff) << 16);
  }

  /// Octets of control data, 0 for none.
  private int fillSource(int control, byte[] source, int length) {
    if (length == 4) {
      int octets = Integer.reverseBytes(Octets.i32(source, 0));
      fields.putLong(control, CMSG + PKTINFO);
      fields.putLong(control + 8, Libc.IPPROTO_IP | ((long) Libc.IP_PKTINFO << 32));
      fields.putLong(control + CMSG, (long) octets << 32);
      fields.putInt(control + CMSG + 8, 0);
      return 32;
    }
    if (length == 16) {
      fields.putLong(control, CMSG + PKTINFO6);
      fields.putLong(control + 8, Libc.IPPROTO_IPV6 | ((long) Libc.IPV6_PKTINFO << 32));
      fields.put(control + CMSG, source, 0, 16);
      fields.putInt(control + CMSG + 16, 0);
      return 40;
    }
    return 0;
  }

  private static int header(int index) {
    return index * HEADER;
  }

  private int iovec(int index) {
    return iovecs + index * IOVEC;
  }

  private int address(int index) {
    return addresses + index * ADDRESS;
  }

  private int control(int index) {
    return controls + index * CONTROL;
  }

  private int buffer(int index) {
    return buffers + index * (capacity + APART);
  }
}
