package dev.nodens.zone.update;

import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.zone.ZoneRecords;
import java.util.Arrays;
import org.xbill.DNS.Record;

/// One record of a zone, or of a request against it; immutable.
public final class Entry {
  private static final int FIXED = 10;
  private static final int SOA_NUMBERS = 20;

  private final Name owner;
  private final int type;
  private final int rrclass;
  private final int ttl;
  private final byte[] data;
  private final byte[] identity;

  private Entry(Name owner, int type, int rrclass, int ttl, byte[] data, byte[] identity) {
    this.owner = owner;
    this.type = type;
    this.rrclass = rrclass;
    this.ttl = ttl;
    this.data = data;
    this.identity = identity;
  }

  /// What dnsjava read.
  static Entry of(Record record) {
    return new Entry(
        Name.of(record.getName().toWireCanonical(), 0),
        record.getType(),
        record.getDClass(),
        (int) record.getTTL(),
        ZoneRecords.data(record),
        record.rdataToWireCanonical());
  }

  /// The name, in lower case.
  public Name owner() {
    return owner;
  }

  public int type() {
    return type;
  }

  int rrclass() {
    return rrclass;
  }

  /// In seconds, unsigned.
  int ttl() {
    return ttl;
  }

  /// RDATA without compression. Not to be changed.
  byte[] data() {
    return data;
  }

  /// Octets that the record takes in a message without compression.
  int octets() {
    return owner.length() + FIXED + data.length;
  }

  /// Whether `other` says the same of the same name, whatever its class and TTL.
  boolean isSame(Entry other) {
    return type == other.type
        && owner.equals(other.owner)
        && Arrays.equals(identity, other.identity);
  }

  /// The serial number of a SOA record, unsigned.
  long serial() {
    return Octets.u32(data, data.length - SOA_NUMBERS);
  }

  /// A SOA record with another serial number.
  Entry withSerial(long serial) {
    byte[] changed = data.clone();
    Octets.putI32(changed, changed.length - SOA_NUMBERS, (int) serial);
    return new Entry(owner, type, rrclass, ttl, changed, changed);
  }
}
