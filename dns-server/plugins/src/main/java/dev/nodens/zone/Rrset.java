package dev.nodens.zone;

import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.RdataNames;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import org.jspecify.annotations.Nullable;

/// The records of one name and type, with the signatures over them; immutable, written without
/// allocation.
final class Rrset {
  private static final byte[][] NO_DATA = {};
  private static final int[] NO_TTLS = {};

  private final int type;
  private final byte[][] data;
  private final int[] ttls;
  private final byte[][] signatures;
  private final int[] signatureTtls;

  /// @param data RDATA without compression, one for each record
  /// @param ttls one for each record
  /// @param signatures RDATA of RRSIG records
  Rrset(int type, byte[][] data, int[] ttls, byte[][] signatures, int[] signatureTtls) {
    this.type = type;
    this.data = data;
    this.ttls = ttls;
    this.signatures = signatures;
    this.signatureTtls = signatureTtls;
  }

  /// The same records without signatures.
  static Rrset unsigned(int type, byte[][] data, int[] ttls) {
    return new Rrset(type, data, ttls, NO_DATA, NO_TTLS);
  }

  int type() {
    return type;
  }

  int size() {
    return data.length;
  }

  /// The RDATA of record `index`. Not to be changed.
  byte[] data(int index) {
    return data[index];
  }

  int ttl(int index) {
    return ttls[index];
  }

  /// Writes all records.
  ///
  /// @param owner uncompressed, or null for the queried name
  void write(MessageWriter out, int section, byte @Nullable [] owner, boolean dnssec) {
    write(out, section, owner, dnssec, Integer.MAX_VALUE);
  }

  /// As [#write(MessageWriter, int, byte[], boolean)], with no TTL above `mostTtl`.
  void write(MessageWriter out, int section, byte @Nullable [] owner, boolean dnssec, int mostTtl) {
    for (int i = 0; i < data.length; i++) {
      writeOne(out, section, owner, type, Math.min(ttls[i], mostTtl), data[i]);
    }
    for (int i = 0; dnssec && i < signatures.length; i++) {
      int ttl = Math.min(signatureTtls[i], mostTtl);
      writeOne(out, section, owner, RrType.RRSIG, ttl, signatures[i]);
    }
  }

  static void writeOne(
      MessageWriter out, int section, byte @Nullable [] owner, int type, int ttl, byte[] rdata) {
    if (owner == null) {
      out.beginAtQuestion(type, RrClass.IN, ttl);
    } else {
      out.begin(owner, 0, type, RrClass.IN, ttl);
    }
    int names = RdataNames.count(type);
    int at = names == 0 ? 0 : RdataNames.start(type, rdata, 0, rdata.length);
    out.data(rdata, 0, at);
    for (int i = 0; i < names; i++) {
      if (RdataNames.compressible(type)) {
        out.name(rdata, at);
      } else {
        out.plainName(rdata, at);
      }
      at += WireName.length(rdata, at);
    }
    out.data(rdata, at, rdata.length - at);
    out.end(section);
  }
}
