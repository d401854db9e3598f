package dev.nodens.wire;

/// Where domain names stand in the RDATA of the types that may hold compressed ones (RFC 1035 §3.3,
/// RFC 3597 §4). Everywhere else RDATA may be moved as it is.
public final class RdataNames {
  private RdataNames() {}

  /// How many names the RDATA of `type` has, one right after the other.
  public static int count(int type) {
    return switch (type) {
      case RrType.NS,
          RrType.CNAME,
          RrType.PTR,
          RrType.DNAME,
          RrType.MX,
          RrType.AFSDB,
          RrType.KX,
          RrType.SRV,
          RrType.NAPTR ->
          1;
      case RrType.SOA, RrType.RP -> 2;
      default -> 0;
    };
  }

  /// Offset of the first name of the RDATA of `type` that stands at `dataAt`; only for types that
  /// have one.
  ///
  /// @param end offset behind the RDATA; what is returned may lie there if the RDATA is cut short
  public static int start(int type, byte[] message, int dataAt, int end) {
    return switch (type) {
      case RrType.MX, RrType.AFSDB, RrType.KX -> Math.min(dataAt + 2, end);
      case RrType.SRV -> Math.min(dataAt + 6, end);
      case RrType.NAPTR -> naptr(message, dataAt, end);
      default -> dataAt;
    };
  }

  /// Two numbers and three character strings stand ahead of the replacement (RFC 3403 §4.1).
  private static int naptr(byte[] message, int dataAt, int end) {
    int at = dataAt + 4;
    for (int i = 0; i < 3 && at < end; i++) {
      at += 1 + Octets.u8(message, at);
    }
    return Math.min(at, end);
  }

  /// Whether a writer may compress the names of `type`: only those that RFC 1035 defines.
  public static boolean compressible(int type) {
    return switch (type) {
      case RrType.NS, RrType.CNAME, RrType.PTR, RrType.MX, RrType.SOA -> true;
      default -> false;
    };
  }
}
