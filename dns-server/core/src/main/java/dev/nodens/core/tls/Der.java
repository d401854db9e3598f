package dev.nodens.core.tls;

import java.io.ByteArrayOutputStream;

/// Writes the few structures that the JDK has no class for, in DER (X.690).
public final class Der {
  /// Kinds of values.
  public static final int INTEGER = 0x02;

  public static final int BIT_STRING = 0x03;
  public static final int OCTETS = 0x04;
  public static final int SEQUENCE = 0x30;
  public static final int SET = 0x31;

  /// A part that its place names, with parts of its own.
  public static final int CONTEXT = 0xa0;

  private static final int LONG_FORM = 0x80;

  private Der() {}

  /// A value of the kind `tag`, up to 64 KiB.
  public static byte[] of(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (length >= LONG_FORM) {
      out.write(LONG_FORM | (length > 0xff ? 2 : 1));
    }
    if (length > 0xff) {
      out.write(length >> 8);
    }
    out.write(length);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /// A bit string of whole octets.
  public static byte[] bits(byte[] octets) {
    return of(BIT_STRING, new byte[1], octets);
  }
}
