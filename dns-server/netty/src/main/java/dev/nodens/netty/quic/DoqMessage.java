package dev.nodens.netty.quic;

import dev.nodens.wire.Header;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import java.util.Arrays;

/// What DNS over QUIC asks of messages: the identifier 0, and no edns-tcp-keepalive, because QUIC
/// has its own way to say how long a connection stays (RFC 9250 §4.2.1, §5.5.2). Pure.
final class DoqMessage {
  private static final int TCP_KEEPALIVE = 11;
  private static final int OPTION_HEADER = 4;

  private DoqMessage() {}

  /// Whether the `length` octets at `at` can be a query.
  static boolean isQuery(byte[] octets, int at, int length) {
    byte[] message = at == 0 ? octets : Arrays.copyOfRange(octets, at, at + length);
    return length >= Header.LENGTH
        && Octets.u16(message, Header.ID) == 0
        && (Header.flags(message) & Header.QR) == 0
        && keepalive(message, length, opt(message, length)) < 0;
  }

  /// A query as it goes to an upstream: a copy without identifier and edns-tcp-keepalive.
  static byte[] outgoing(byte[] query, int length) {
    byte[] message = Arrays.copyOf(query, length);
    Octets.putU16(message, Header.ID, 0);
    int opt = opt(message, message.length);
    for (int at = keepalive(message, message.length, opt);
        at >= 0;
        at = keepalive(message, message.length, opt)) {
      message = without(message, opt, at);
    }
    return message;
  }

  private static byte[] without(byte[] message, int opt, int at) {
    int size = OPTION_HEADER + Octets.u16(message, at + 2);
    byte[] shorter = new byte[message.length - size];
    System.arraycopy(message, 0, shorter, 0, at);
    System.arraycopy(message, at + size, shorter, at, shorter.length - at);
    Octets.putU16(shorter, opt - 2, Octets.u16(message, opt - 2) - size);
    return shorter;
  }

  /// Where the options of the OPT record stand; -1 if there is none.
  private static int opt(byte[] message, int length) {
    var cursor = new RecordCursor();
    if (cursor.reset(message, length)) {
      while (cursor.next()) {
        if (cursor.section() == RecordCursor.ADDITIONAL && cursor.type() == RrType.OPT) {
          return cursor.dataAt();
        }
      }
    }
    return -1;
  }

  /// Where the option stands; -1 if it does not.
  private static int keepalive(byte[] message, int length, int opt) {
    if (opt < 0) {
      return -1;
    }
    int end = Math.min(length, opt + Octets.u16(message, opt - 2));
    int at = opt;
    while (at + OPTION_HEADER <= end) {
      int next = at + OPTION_HEADER + Octets.u16(message, at + 2);
      if (next > end) {
        return -1;
      }
      if (Octets.u16(message, at) == TCP_KEEPALIVE) {
        return at;
      }
      at = next;
    }
    return -1;
  }
}
