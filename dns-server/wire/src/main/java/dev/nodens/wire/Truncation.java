package dev.nodens.wire;

/// Cuts a message to a size (RFC 1035 §4.1.1, RFC 2181 §9).
///
/// Records are kept in order until the first that does not fit; everything after it goes, also when
/// it is only additional data, and TC is set: what CoreDNS does.
public final class Truncation {
  private Truncation() {}

  /// Cuts the message in `writer` to at most `limit` octets, if it is longer.
  ///
  /// @param limit at least the length of header and question
  /// @return whether something was cut
  public static boolean cut(MessageWriter writer, RecordCursor cursor, int limit) {
    if (writer.length() <= limit && !writer.overflow()) {
      return false;
    }
    byte[] message = writer.buffer();
    int answers = 0;
    int authorities = 0;
    int additionals = 0;
    int end = Header.LENGTH;
    if (cursor.reset(message, writer.length())) {
      end = cursor.end();
      while (cursor.next() && cursor.end() <= limit) {
        end = cursor.end();
        switch (cursor.section()) {
          case RecordCursor.ANSWER -> answers++;
          case RecordCursor.AUTHORITY -> authorities++;
          default -> additionals++;
        }
      }
    }
    Octets.putU16(message, Header.ANCOUNT, answers);
    Octets.putU16(message, Header.NSCOUNT, authorities);
    Octets.putU16(message, Header.ARCOUNT, additionals);
    writer.flags(writer.flags() | Header.TC);
    writer.length(end);
    return true;
  }
}
