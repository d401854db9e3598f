package dev.nodens.zone.update;

import dev.nodens.wire.RrType;
import java.util.BitSet;

/// What may be done to records of which type.
public final class RecordTypes {
  private static final int LAST_OLD = RrType.ZONEMD;
  private static final int TA = 32768;
  private static final int DLV = 32769;
  private static final int TALINK = 58;
  private static final int NXT = 30;
  private static final int[] UNASSIGNED = {11, 22, 34, 38, 40, 54};
  private static final int[] OTHERS = {
    64, 65, 99, 100, 101, 102, 104, 105, 106, 107, 108, 109, 128, 249, 250, 255, 256, 257, 258, 260,
    261, TA, DLV
  };

  private static final BitSet KNOWN = known();

  private RecordTypes() {}

  private static BitSet known() {
    var known = new BitSet();
    known.set(1, LAST_OLD + 1);
    for (int type : UNASSIGNED) {
      known.clear(type);
    }
    for (int type : OTHERS) {
      known.set(type);
    }
    return known;
  }

  /// Whether the form of its data is known, as far as CoreDNS knows it.
  static boolean isKnown(int type) {
    return KNOWN.get(type);
  }

  /// Whether it stands for something else than records of a zone (RFC 6895 §3.1).
  static boolean isMeta(int type) {
    return switch (type) {
      case RrType.OPT,
          RrType.TKEY,
          RrType.TSIG,
          RrType.IXFR,
          RrType.AXFR,
          RrType.MAILB,
          RrType.MAILA,
          RrType.ANY ->
          true;
      default -> false;
    };
  }

  /// Whether such records say something of other records that a change would make untrue:
  /// signatures, proofs, digests, and what belongs to them.
  static boolean isDerived(int type) {
    return switch (type) {
      case RrType.SIG,
          RrType.KEY,
          NXT,
          RrType.DS,
          RrType.RRSIG,
          RrType.NSEC,
          RrType.DNSKEY,
          RrType.NSEC3,
          RrType.NSEC3PARAM,
          TALINK,
          RrType.CDS,
          RrType.CDNSKEY,
          RrType.ZONEMD,
          TA,
          DLV ->
          true;
      default -> false;
    };
  }

  /// Whether a rule may allow changes of this type; [RrType#ANY] stands for all records of a name.
  public static boolean isAllowable(int type) {
    return type >= 0 && isKnown(type) && !isDerived(type) && (type == RrType.ANY || !isMeta(type));
  }
}
