package dev.nodens.wire;

/// Offsets and flag bits of the 12-octet message header (RFC 1035 §4.1.1, RFC 4035 §3.2).
public final class Header {
  public static final int LENGTH = 12;
  public static final int ID = 0;
  public static final int FLAGS = 2;
  public static final int QDCOUNT = 4;
  public static final int ANCOUNT = 6;
  public static final int NSCOUNT = 8;
  public static final int ARCOUNT = 10;

  public static final int QR = 0x8000;
  public static final int OPCODE_MASK = 0x7800;
  public static final int AA = 0x0400;
  public static final int TC = 0x0200;
  public static final int RD = 0x0100;
  public static final int RA = 0x0080;
  public static final int AD = 0x0020;
  public static final int CD = 0x0010;
  public static final int RCODE_MASK = 0x000f;

  private Header() {}

  /// The 16 flag bits of a message of at least 12 octets.
  public static int flags(byte[] message) {
    return Octets.u16(message, FLAGS);
  }

  /// The opcode in a set of flag bits.
  public static int opcode(int flags) {
    return (flags & OPCODE_MASK) >>> 11;
  }

  /// The four header bits of the response code in a set of flag bits.
  public static int rcode(int flags) {
    return flags & RCODE_MASK;
  }
}
