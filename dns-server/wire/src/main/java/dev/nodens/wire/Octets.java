package dev.nodens.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Big-endian integers in byte arrays: the only number format of DNS messages (RFC 1035 §2.3.2).
public final class Octets {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Octets() {}

  /// The unsigned octet at `at`.
  public static int u8(byte[] bytes, int at) {
    return bytes[at] & 0xff;
  }

  /// The unsigned 16-bit number at `at`.
  public static int u16(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at) & 0xffff;
  }

  /// The 32-bit number at `at`, as a signed int.
  public static int i32(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  /// The unsigned 32-bit number at `at`.
  public static long u32(byte[] bytes, int at) {
    return (int) INT.get(bytes, at) & 0xffffffffL;
  }

  /// The 64-bit number at `at`.
  public static long i64(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  /// Writes `value` at `at`.
  public static void putI64(byte[] bytes, int at, long value) {
    LONG.set(bytes, at, value);
  }

  /// Writes the low 16 bits of `value` at `at`.
  public static void putU16(byte[] bytes, int at, int value) {
    SHORT.set(bytes, at, (short) value);
  }

  /// Writes `value` at `at`.
  public static void putI32(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }
}
