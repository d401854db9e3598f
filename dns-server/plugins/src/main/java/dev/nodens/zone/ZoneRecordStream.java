package dev.nodens.zone;

import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;

/// The records of a zone in the order of a transfer (RFC 5936 §2.2): the SOA record, everything
/// else, the SOA record again. One thread.
public final class ZoneRecordStream {
  /// Compression reaches no further, so longer messages only cost memory.
  private static final int FULL = 16_000;

  /// An owner, ten octets and some room for OPT and signature.
  private static final int AROUND = 1024;

  private final Zone zone;
  private int node = -1;
  private int rrset;
  private int index;
  private int written;

  /// Stands before the first record of `zone`.
  public ZoneRecordStream(Zone zone) {
    this.zone = zone;
  }

  /// Number of records written so far.
  public int written() {
    return written;
  }

  /// Appends records to the answer section until the message is full.
  ///
  /// @return whether that were the last ones
  public boolean fill(MessageWriter out) {
    if (node < 0) {
      soa(out);
      node = 0;
    }
    while (node < zone.nodes().size()) {
      Node current = zone.nodes().get(node);
      if (rrset == current.types()) {
        node++;
        rrset = 0;
      } else if (!fill(out, current, current.rrset(rrset))) {
        return false;
      }
    }
    soa(out);
    return true;
  }

  private boolean fill(MessageWriter out, Node owner, Rrset records) {
    boolean apexSoa = records.type() == RrType.SOA;
    while (!apexSoa && index < records.size()) {
      byte[] data = records.data(index);
      boolean some = out.count(RecordCursor.ANSWER) > 0;
      if (some
          && (out.length() > FULL
              || out.length() + data.length + AROUND > MessageWriter.MAX_LENGTH)) {
        return false;
      }
      Rrset.writeOne(
          out, RecordCursor.ANSWER, owner.name(), records.type(), records.ttl(index), data);
      index++;
      written++;
    }
    index = 0;
    rrset++;
    return true;
  }

  private void soa(MessageWriter out) {
    zone.soa().write(out, RecordCursor.ANSWER, zone.apex().name(), false);
    written++;
  }

  /// Appends the SOA record alone: for those who have the zone already (RFC 1995 §2).
  public static void upToDate(Zone zone, MessageWriter out) {
    zone.soa().write(out, RecordCursor.ANSWER, zone.apex().name(), false);
  }
}
