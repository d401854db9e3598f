package dev.nodens.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes fields in the encoding of Protocol Buffers ("Encoding": a varint of field number and wire
/// type, then the value). Fields that are nested are written first, into a writer of their own. Not
/// thread-safe.
public final class ProtobufWriter {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;
  private static final int LONGEST_VARINT = 10;

  private byte[] octets = new byte[256];
  private int length;

  /// A number, unsigned or in two's complement (`int64`), a truth value or an enum.
  public ProtobufWriter number(int field, long value) {
    varint(field << 3 | VARINT);
    return varint(value);
  }

  /// 32 bits.
  public ProtobufWriter fixed32(int field, int value) {
    varint(field << 3 | FIXED32);
    room(Integer.BYTES);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      octets[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  /// Octets, the first `count` of `value`.
  public ProtobufWriter bytes(int field, byte[] value, int count) {
    varint(field << 3 | LENGTH);
    varint(count);
    room(count);
    System.arraycopy(value, 0, octets, length, count);
    length += count;
    return this;
  }

  /// A text, in UTF-8.
  public ProtobufWriter text(int field, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return bytes(field, utf8, utf8.length);
  }

  /// A nested message.
  public ProtobufWriter message(int field, ProtobufWriter nested) {
    return bytes(field, nested.octets, nested.length);
  }

  /// A copy of what was written.
  public byte[] toBytes() {
    return Arrays.copyOf(octets, length);
  }

  private ProtobufWriter varint(long value) {
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
