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
          RrType.SRV ->
          1;
      case RrType.SOA, RrType.RP -> 2;
      default -> 0;
    };
  }

  /// Octets of RDATA ahead of the first name.
  public static int offset(int type) {
    return switch (type) {
      case RrType.MX, RrType.AFSDB, RrType.KX -> 2;
      case RrType.SRV -> 6;
      default -> 0;
    };
  }

  /// Whether a writer may compress the names of `type`: only those that RFC 1035 defines.
  public static boolean compressible(int type) {
    return switch (type) {
      case RrType.NS, RrType.CNAME, RrType.PTR, RrType.MX, RrType.SOA -> true;
      default -> false;
    };
  }
}
