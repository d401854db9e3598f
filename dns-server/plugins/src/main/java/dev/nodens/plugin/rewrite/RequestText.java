package dev.nodens.plugin.rewrite;

import dev.nodens.wire.Header;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import java.util.Arrays;

/// Makes changed copies of requests.
final class RequestText {
  private static final int OPT_FIXED = 11;
  private static final int UDP_SIZE = 4096;

  private RequestText() {}

  /// The request as it is.
  static byte[] copy(Query query) {
    return Arrays.copyOf(query.message(), query.length());
  }

  /// The request with another type and class.
  static byte[] withNumbers(Query query, int type, int rrclass) {
    byte[] changed = copy(query);
    int at = Header.LENGTH + query.qnameLength();
    Octets.putU16(changed, at, type);
    Octets.putU16(changed, at + 2, rrclass);
    return changed;
  }

  /// The request with other EDNS options; it gets an OPT record if it has none.
  static byte[] withOptions(Query query, byte[] options) {
    return query.hasEdns() ? replaced(query, options) : added(query, options);
  }

  private static byte[] replaced(Query query, byte[] options) {
    int at = query.optionsAt();
    int behind = at + query.optionsLength();
    byte[] changed = new byte[query.length() - query.optionsLength() + options.length];
    System.arraycopy(query.message(), 0, changed, 0, at);
    Octets.putU16(changed, at - 2, options.length);
    System.arraycopy(options, 0, changed, at, options.length);
    System.arraycopy(
        query.message(), behind, changed, at + options.length, query.length() - behind);
    return changed;
  }

  /// The OPT record goes behind all others, but ahead of a TSIG record, which must be the last (RFC
  /// 8945 §5.1).
  private static byte[] added(Query query, byte[] options) {
    int end = recordsEnd(query);
    int at = query.tsigAt() > 0 ? query.tsigAt() : end;
    int length = OPT_FIXED + options.length;
    byte[] changed = new byte[end + length];
    System.arraycopy(query.message(), 0, changed, 0, at);
    Octets.putU16(changed, at + 1, RrType.OPT);
    Octets.putU16(changed, at + 3, UDP_SIZE);
    Octets.putU16(changed, at + 9, options.length);
    System.arraycopy(options, 0, changed, at + OPT_FIXED, options.length);
    System.arraycopy(query.message(), at, changed, at + length, end - at);
    int counter = Header.ARCOUNT;
    Octets.putU16(changed, counter, Octets.u16(changed, counter) + 1);
    return changed;
  }

  /// What stands behind the last record is nobody's.
  private static int recordsEnd(Query query) {
    var records = new RecordCursor();
    int end = query.questionEnd();
    if (records.reset(query.message(), query.length())) {
      while (records.next()) {
        end = records.end();
      }
    }
    return end;
  }
}
