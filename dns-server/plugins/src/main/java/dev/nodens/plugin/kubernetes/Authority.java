package dev.nodens.plugin.kubernetes;

import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;

/// Writes the zones' SOA record. Owner and names point to the question, so they are in its case.
final class Authority {
  private static final int MOST_TTL = 300;
  private static final byte[] PRIMARY = {2, 'n', 's', 3, 'd', 'n', 's'};
  private static final byte[] MAILBOX = {10, 'h', 'o', 's', 't', 'm', 'a', 's', 't', 'e', 'r'};
  private static final int REFRESH = 7200;
  private static final int RETRY = 1800;
  private static final int EXPIRE = 86400;
  private static final int SERIAL_AT = 12 + PRIMARY.length + 2 + MAILBOX.length + 2;
  private static final int LENGTH = SERIAL_AT + 20;

  private final byte[] template = new byte[LENGTH];

  /// @param ttl of negative answers, in seconds; the record's own is at most 300
  Authority(int ttl) {
    Octets.putU16(template, 2, RrType.SOA);
    Octets.putU16(template, 4, RrClass.IN);
    Octets.putI32(template, 6, Math.min(ttl, MOST_TTL));
    Octets.putU16(template, 10, LENGTH - 12);
    System.arraycopy(PRIMARY, 0, template, 12, PRIMARY.length);
    System.arraycopy(MAILBOX, 0, template, 12 + PRIMARY.length + 2, MAILBOX.length);
    Octets.putI32(template, SERIAL_AT + 4, REFRESH);
    Octets.putI32(template, SERIAL_AT + 8, RETRY);
    Octets.putI32(template, SERIAL_AT + 12, EXPIRE);
    Octets.putI32(template, SERIAL_AT + 16, ttl);
  }

  /// Appends the SOA record of the zone whose name stands at `zoneOffset` of the message.
  void append(MessageWriter out, int section, int zoneOffset, int serial, byte[] scratch) {
    System.arraycopy(template, 0, scratch, 0, LENGTH);
    int pointer = 0xc000 | zoneOffset;
    Octets.putU16(scratch, 0, pointer);
    Octets.putU16(scratch, 12 + PRIMARY.length, pointer);
    Octets.putU16(scratch, SERIAL_AT - 2, pointer);
    Octets.putI32(scratch, SERIAL_AT, serial);
    out.records(scratch, 0, LENGTH, section, 1);
  }
}
