package dev.nodens.wire;

/// Walks the records of a message in wire form; reused, allocates nothing, never throws.
///
/// ```java
/// cursor.reset(message, length);
/// while (cursor.next()) { ... cursor.type() ... }
/// ```
public final class RecordCursor {
  /// The sections that hold records, in message order.
  public static final int ANSWER = 0;

  public static final int AUTHORITY = 1;
  public static final int ADDITIONAL = 2;

  private byte[] message = new byte[0];
  private int length;
  private int recordsLeft;
  private int answers;
  private int authorities;
  private int index;
  private int owner;
  private int fixed;
  private int end;
  private boolean malformed;

  /// Starts before the first record of a message.
  ///
  /// @return whether header and questions are well-formed
  public boolean reset(byte[] bytes, int messageLength) {
    message = bytes;
    length = messageLength;
    index = -1;
    recordsLeft = 0;
    malformed = messageLength < Header.LENGTH;
    if (malformed) {
      return false;
    }
    answers = Octets.u16(bytes, Header.ANCOUNT);
    authorities = Octets.u16(bytes, Header.NSCOUNT);
    end = Header.LENGTH;
    for (int i = Octets.u16(bytes, Header.QDCOUNT); i > 0; i--) {
      int after = WireName.skip(bytes, end, length);
      if (after < 0 || after + 4 > length) {
        malformed = true;
        return false;
      }
      end = after + 4;
    }
    recordsLeft = answers + authorities + Octets.u16(bytes, Header.ARCOUNT);
    return true;
  }

  /// Moves to the next record; false after the last one or at a malformed one.
  public boolean next() {
    if (recordsLeft == 0 || malformed) {
      return false;
    }
    if (!read(end)) {
      malformed = true;
      return false;
    }
    recordsLeft--;
    index++;
    return true;
  }

  /// Moves to the record whose owner stands at `recordAt`, as [#ownerAt] told before; what [#next]
  /// does then, and [#section], mean nothing until [#reset].
  ///
  /// @return whether a record stands there
  public boolean moveTo(int recordAt) {
    return read(recordAt);
  }

  private boolean read(int at) {
    int afterName = WireName.skip(message, at, length);
    if (afterName < 0 || afterName + 10 > length) {
      return false;
    }
    int after = afterName + 10 + Octets.u16(message, afterName + 8);
    if (after > length) {
      return false;
    }
    owner = at;
    fixed = afterName;
    end = after;
    return true;
  }

  /// Whether the walk ended at octets that are not a record.
  public boolean malformed() {
    return malformed;
  }

  /// Position of the record in the message, from 0.
  public int index() {
    return index;
  }

  /// [#ANSWER], [#AUTHORITY] or [#ADDITIONAL].
  public int section() {
    if (index < answers) {
      return ANSWER;
    }
    return index < answers + authorities ? AUTHORITY : ADDITIONAL;
  }

  /// Offset of the owner name, possibly compressed; also the start of the record.
  public int ownerAt() {
    return owner;
  }

  /// The record's type.
  public int type() {
    return Octets.u16(message, fixed);
  }

  /// The record's class.
  public int rrclass() {
    return Octets.u16(message, fixed + 2);
  }

  /// Offset of the 32-bit TTL.
  public int ttlAt() {
    return fixed + 4;
  }

  /// The TTL in seconds, as unsigned.
  public long ttl() {
    return Octets.u32(message, fixed + 4);
  }

  /// Offset of the RDATA.
  public int dataAt() {
    return fixed + 10;
  }

  /// Length of the RDATA in octets.
  public int dataLength() {
    return end - fixed - 10;
  }

  /// Offset just after the record; after [#reset] of the question section.
  public int end() {
    return end;
  }

  /// The message being walked.
  public byte[] message() {
    return message;
  }
}
