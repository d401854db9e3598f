package dev.nodens.core;

import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;

/// Addresses of one family made from those of the other, by the rules of RFC 6147 §5.1. On the
/// exchange's event loop; allocates.
public final class AddressSynthesis {
  /// How long they live at most if the denial said nothing (RFC 6147 §5.1.7).
  private static final long DEFAULT_TTL = 600;

  private AddressSynthesis() {}

  /// How long they may live in place of the exchange's reply, in seconds; -1 if the reply stays
  /// what it is: the name does not exist, or has such addresses.
  ///
  /// @param type of the addresses that are to be made
  /// @param always whether addresses that are there are replaced
  public static long lifetime(Exchange exchange, int type, boolean always) {
    MessageWriter reply = exchange.reply();
    RecordCursor records = exchange.cursor();
    boolean hasAddress = false;
    long soa = -1;
    if (records.reset(reply.buffer(), reply.length())) {
      while (records.next()) {
        if (records.section() == RecordCursor.ANSWER) {
          hasAddress |= records.type() == type;
        } else if (records.section() == RecordCursor.AUTHORITY && records.type() == RrType.SOA) {
          soa = records.ttl();
        }
      }
    }
    boolean noSuchName =
        Header.rcode(reply.flags()) == Rcode.NXDOMAIN && reply.count(RecordCursor.ANSWER) == 0;
    if (noSuchName || hasAddress && !always) {
      return -1;
    }
    return soa < 0 ? DEFAULT_TTL : soa;
  }

  /// Appends to the answer what was made from the record at which `from` stands.
  ///
  /// @param type of `address`
  /// @param lifetime at most, in seconds
  public static void write(
      MessageWriter reply, RecordCursor from, int type, byte[] address, long lifetime) {
    byte[] owner = new byte[WireName.MAX_LENGTH + 1];
    if (WireName.expand(from.message(), from.ownerAt(), from.end(), owner, 0) < 0) {
      return;
    }
    reply.begin(owner, 0, type, from.rrclass(), (int) Math.min(from.ttl(), lifetime));
    reply.data(address, 0, address.length);
    reply.end(RecordCursor.ANSWER);
  }
}
