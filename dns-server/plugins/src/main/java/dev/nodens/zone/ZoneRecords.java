package dev.nodens.zone;

import dev.nodens.wire.Name;
import dev.nodens.wire.RrType;
import java.util.Arrays;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// Takes over records that dnsjava has read, from a file or from another server.
public final class ZoneRecords {
  private static final int FIXED = 10;

  private ZoneRecords() {}

  /// Adds `record` to `zone`.
  ///
  /// @throws ZoneException if no zone with such a record can be served
  static void add(ZoneBuilder zone, Name origin, Record record) throws ZoneException {
    int type = record.getType();
    if (record.getDClass() != DClass.IN) {
      return;
    }
    Name owner = Name.of(record.getName().toWireCanonical(), 0);
    if (type == RrType.NSEC3 || type == RrType.NSEC3PARAM) {
      throw new ZoneException(
          "NSEC3 zone is not supported, dropping RR: " + owner + " for zone: " + origin);
    }
    if (type == RrType.SOA && !owner.equals(origin)) {
      throw new ZoneException("SOA owner " + owner + " that does not match origin " + origin);
    }
    zone.add(owner, type, (int) record.getTTL(), data(record));
  }

  /// RDATA without compression; names that answers follow or compare are in lower case.
  public static byte[] data(Record record) {
    return switch (record.getType()) {
      case RrType.NS, RrType.SOA, RrType.CNAME, RrType.MX, RrType.SRV, RrType.SVCB, RrType.HTTPS ->
          record.rdataToWireCanonical();
      default -> {
        byte[] whole = record.toWire(Section.ANSWER);
        yield Arrays.copyOfRange(whole, record.getName().length() + FIXED, whole.length);
      }
    };
  }
}
