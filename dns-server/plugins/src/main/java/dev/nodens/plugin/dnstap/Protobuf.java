package dev.nodens.plugin.dnstap;

import java.util.Arrays;

/// Writes fields in the encoding of Protocol Buffers ("Encoding": a varint of field number and wire
/// type, then the value). Fields that are nested are written first, into a writer of their own.
final class Protobuf {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;
  private static final int LONGEST_VARINT = 10;

  private byte[] octets = new byte[256];
  private int length;

  /// An unsigned number or an enum.
  Protobuf number(int field, long value) {
    varint(field << 3 | VARINT);
    return varint(value);
  }

  /// 32 bits.
  Protobuf fixed32(int field, int value) {
    varint(field << 3 | FIXED32);
    room(Integer.BYTES);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      octets[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  /// Octets, the first `count` of `value`.
  Protobuf bytes(int field, byte[] value, int count) {
    varint(field << 3 | LENGTH);
    varint(count);
    room(count);
    System.arraycopy(value, 0, octets, length, count);
    length += count;
    return this;
  }

  /// A nested message.
  Protobuf message(int field, Protobuf nested) {
    return bytes(field, nested.octets, nested.length);
  }

  /// A copy of what was written.
  byte[] toBytes() {
    return Arrays.copyOf(octets, length);
  }

  private Protobuf varint(long value) {
    room(LONGEST_VARINT);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      octets[length++] = (byte) (rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    octets[length++] = (byte) rest;
    return this;
  }

  private void room(int more) {
    if (length + more > octets.length) {
      octets = Arrays.copyOf(octets, Math.max(2 * octets.length, length + more));
    }
  }
}
