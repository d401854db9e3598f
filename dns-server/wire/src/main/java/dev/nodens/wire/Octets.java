package dev.nodens.wire;

/// Big-endian integers in byte arrays: the only number format of DNS messages (RFC 1035 §2.3.2).
public final class Octets {
  private Octets() {}

  /// The unsigned octet at `at`.
  public static int u8(byte[] bytes, int at) {
    return bytes[at] & 0xff;
  }

  /// The unsigned 16-bit number at `at`.
  public static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  /// The 32-bit number at `at`, as a signed int.
  public static int i32(byte[] bytes, int at) {
    return bytes[at] << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | bytes[at + 3] & 0xff;
  }

  /// The unsigned 32-bit number at `at`.
  public static long u32(byte[] bytes, int at) {
    return i32(bytes, at) & 0xffffffffL;
  }

  /// The 64-bit number at `at`.
  public static long i64(byte[] bytes, int at) {
    return (long) i32(bytes, at) << 32 | u32(bytes, at + 4);
  }

  /// Writes `value` at `at`.
  public static void putI64(byte[] bytes, int at, long value) {
    putI32(bytes, at, (int) (value >>> 32));
    putI32(bytes, at + 4, (int) value);
  }

  /// Writes the low 16 bits of `value` at `at`.
  public static void putU16(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >>> 8);
    bytes[at + 1] = (byte) value;
  }

  /// Writes `value` at `at`.
  public static void putI32(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >>> 24);
    bytes[at + 1] = (byte) (value >>> 16);
    bytes[at + 2] = (byte) (value >>> 8);
    bytes[at + 3] = (byte) value;
  }
}
