package dev.nodens.netty.mmsg;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// An array of `struct mmsghdr` with its iovecs, socket addresses, control data and buffers, all in
/// one native segment (recvmmsg(2), cmsg(3), ip(7), ipv6(7)).
final class MessageVector {
  private static final int HEADER = 64;
  private static final int IOVEC = 16;
  private static final int ADDRESS = 32;
  private static final int CONTROL = 64;

  private static final int NAME_LENGTH_AT = 8;
  private static final int CONTROL_AT = 32;
  private static final int CONTROL_LENGTH_AT = 40;
  private static final int LENGTH_AT = 56;

  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment memory;
  private final int count;
  private final int capacity;
  private final long iovecs;
  private final long addresses;
  private final long controls;
  private final long buffers;

  /// `count` messages of at most `capacity` octets each.
  MessageVector(Arena arena, int count, int capacity) {
    this.count = count;
    this.capacity = capacity;
    iovecs = (long) count * HEADER;
    addresses = iovecs + (long) count * IOVEC;
    controls = addresses + (long) count * ADDRESS;
    buffers = controls + (long) count * CONTROL;
    memory = arena.allocate(buffers + (long) count * capacity, 64);
    for (int i = 0; i < count; i++) {
      long header = header(i);
      memory.set(JAVA_LONG, header, memory.address() + address(i));
      memory.set(JAVA_LONG, header + 16, memory.address() + iovecs + (long) i * IOVEC);
      memory.set(JAVA_LONG, header + 24, 1);
      memory.set(JAVA_LONG, iovecs + (long) i * IOVEC, memory.address() + buffer(i));
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
    long header = header(index);
    memory.set(JAVA_INT, header + NAME_LENGTH_AT, ADDRESS);
    memory.set(JAVA_LONG, iovecs + (long) index * IOVEC + 8, capacity);
    if (control) {
      memory.set(JAVA_LONG, header + CONTROL_AT, memory.address() + control(index));
      memory.set(JAVA_LONG, header + CONTROL_LENGTH_AT, CONTROL);
    }
  }

  /// Octets received in message `index`.
  int length(int index) {
    return memory.get(JAVA_INT, header(index) + LENGTH_AT);
  }

  /// Copies `length` octets of message `index` out.
  void copyTo(int index, byte[] target, int length) {
    MemorySegment.copy(memory, JAVA_BYTE, buffer(index), target, 0, length);
  }

  /// The sender's port.
  int port(int index) {
    return memory.get(NETWORK_SHORT, address(index) + 2) & 0xffff;
  }

  /// Copies the sender's address out and returns its length, 4 or 16.
  int copySender(int index, byte[] target) {
    boolean v4 = memory.get(JAVA_SHORT, address(index)) == Libc.AF_INET;
    int length = v4 ? 4 : 16;
    MemorySegment.copy(memory, JAVA_BYTE, address(index) + (v4 ? 4 : 8), target, 0, length);
    return length;
  }

  /// Copies the address that message `index` was sent to out; its length, or 0 if the kernel did
  /// not say.
  int copyDestination(int index, byte[] target) {
    long control = control(index);
    if (memory.get(JAVA_LONG, header(index) + CONTROL_LENGTH_AT) < 28) {
      return 0;
    }
    int level = memory.get(JAVA_INT, control + 8);
    if (level == Libc.IPPROTO_IP) {
      // struct in_pktinfo: interface, local address, destination of the header
      MemorySegment.copy(memory, JAVA_BYTE, control + 24, target, 0, 4);
      return 4;
    }
    MemorySegment.copy(memory, JAVA_BYTE, control + 16, target, 0, 16);
    return 16;
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
    long header = header(index);
    MemorySegment.copy(message, 0, memory, JAVA_BYTE, buffer(index), length);
    memory.set(JAVA_LONG, iovecs + (long) index * IOVEC + 8, length);
    long address = address(index);
    boolean v4 = clientLength == 4;
    memory.set(JAVA_SHORT, address, (short) (v4 ? Libc.AF_INET : Libc.AF_INET6));
    memory.set(NETWORK_SHORT, address + 2, (short) port);
    if (!v4) {
      memory.set(JAVA_INT, address + 4, 0);
      memory.set(JAVA_INT, address + 24, 0);
    }
    MemorySegment.copy(client, 0, memory, JAVA_BYTE, address + (v4 ? 4 : 8), clientLength);
    memory.set(JAVA_INT, header + NAME_LENGTH_AT, v4 ? 16 : 28);
    memory.set(JAVA_LONG, header + CONTROL_AT, 0);
    memory.set(JAVA_LONG, header + CONTROL_LENGTH_AT, 0);
    if (sourceLength > 0) {
      fillSource(index, source, sourceLength);
    }
  }

  /// Fills message `index` with what goes to the peer of a connected socket. All messages of the
  /// vector must do.
  void fill(int index, byte[] message, int length) {
    MemorySegment.copy(message, 0, memory, JAVA_BYTE, buffer(index), length);
    memory.set(JAVA_LONG, iovecs + (long) index * IOVEC + 8, length);
  }

  private void fillSource(int index, byte[] source, int length) {
    long header = header(index);
    long control = control(index);
    boolean v4 = length == 4;
    int data = v4 ? 12 : 20;
    memory.set(JAVA_LONG, control, 16 + data);
    memory.set(JAVA_INT, control + 8, v4 ? Libc.IPPROTO_IP : Libc.IPPROTO_IPV6);
    memory.set(JAVA_INT, control + 12, v4 ? Libc.IP_PKTINFO : Libc.IPV6_PKTINFO);
    if (v4) {
      memory.set(JAVA_INT, control + 16, 0);
      MemorySegment.copy(source, 0, memory, JAVA_BYTE, control + 20, 4);
      memory.set(JAVA_INT, control + 24, 0);
    } else {
      MemorySegment.copy(source, 0, memory, JAVA_BYTE, control + 16, 16);
      memory.set(JAVA_INT, control + 32, 0);
    }
    memory.set(JAVA_LONG, header + CONTROL_AT, memory.address() + control);
    memory.set(JAVA_LONG, header + CONTROL_LENGTH_AT, v4 ? 32 : 40);
  }

  private long header(int index) {
    return (long) index * HEADER;
  }

  private long address(int index) {
    return addresses + (long) index * ADDRESS;
  }

  private long control(int index) {
    return controls + (long) index * CONTROL;
  }

  private long buffer(int index) {
    return buffers + (long) index * capacity;
  }
}
