package dev.nodens.wire;

/// Writes whole records of the types that cluster DNS answers with.
///
/// Owners and targets are uncompressed names in wire form; TTLs are seconds.
public final class Records {
  private static final byte[] NO_OPTIONS = new byte[0];

  private Records() {}

  /// An A or AAAA record of the queried name; the family follows from `length` (4 or 16).
  public static void address(
      MessageWriter out, int section, int ttl, byte[] address, int at, int length) {
    out.beginAtQuestion(length == 4 ? RrType.A : RrType.AAAA, RrClass.IN, ttl);
    out.data(address, at, length);
    out.end(section);
  }

  /// An A or AAAA record of `owner`; the family follows from `length` (4 or 16).
  public static void address(
      MessageWriter out, int section, byte[] owner, int ttl, byte[] address, int at, int length) {
    out.begin(owner, 0, length == 4 ? RrType.A : RrType.AAAA, RrClass.IN, ttl);
    out.data(address, at, length);
    out.end(section);
  }

  /// A CNAME, NS, PTR or DNAME record of the queried name (RFC 1035 §3.3).
  public static void target(MessageWriter out, int section, int type, int ttl, byte[] target) {
    out.beginAtQuestion(type, RrClass.IN, ttl);
    out.name(target, 0);
    out.end(section);
  }

  /// A CNAME, NS, PTR or DNAME record of `owner` (RFC 1035 §3.3).
  public static void target(
      MessageWriter out, int section, byte[] owner, int type, int ttl, byte[] target) {
    out.begin(owner, 0, type, RrClass.IN, ttl);
    out.name(target, 0);
    out.end(section);
  }

  /// An SRV record of the queried name (RFC 2782; its target is never compressed).
  public static void srv(
      MessageWriter out, int section, int ttl, int priority, int weight, int port, byte[] target) {
    out.beginAtQuestion(RrType.SRV, RrClass.IN, ttl);
    out.u16(priority);
    out.u16(weight);
    out.u16(port);
    out.plainName(target, 0);
    out.end(section);
  }

  /// A SOA record of `owner` (RFC 1035 §3.3.13); all times in seconds.
  public static void soa(
      MessageWriter out,
      int section,
      byte[] owner,
      int ttl,
      byte[] primary,
      byte[] mailbox,
      int serial,
      int refresh,
      int retry,
      int expire,
      int minimum) {
    out.begin(owner, 0, RrType.SOA, RrClass.IN, ttl);
    out.name(primary, 0);
    out.name(mailbox, 0);
    out.i32(serial);
    out.i32(refresh);
    out.i32(retry);
    out.i32(expire);
    out.i32(minimum);
    out.end(section);
  }

  /// A TXT record of the queried name with one character string of at most 255 octets.
  public static void txt(MessageWriter out, int section, int rrclass, int ttl, byte[] text) {
    out.beginAtQuestion(RrType.TXT, rrclass, ttl);
    out.u8(text.length);
    out.data(text, 0, text.length);
    out.end(section);
  }

  /// An OPT record without options.
  public static void opt(MessageWriter out, int udpSize, int extendedRcode, boolean dnssecOk) {
    out.opt(udpSize, extendedRcode, dnssecOk, NO_OPTIONS, 0, 0);
  }
}
