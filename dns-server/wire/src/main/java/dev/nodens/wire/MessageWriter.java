package dev.nodens.wire;

import java.util.Arrays;

/// Writes a message record by record with name compression (RFC 1035 §4.1.4); reused, allocates
/// only to grow its buffer.
///
/// Sections must be written in order. Compression matches letter case exactly, so that a name keeps
/// the case it was written with.
public final class MessageWriter {
  /// Largest message: what a TCP length prefix can say.
  public static final int MAX_LENGTH = 65535;

  private static final int POINTER_LIMIT = 0x3fff;
  private static final int SLOTS = 512;
  private static final int CLOSED = -1;

  private static final int MOST_SUFFIXES = SLOTS * 3 / 4;
  private static final int LEAST_CAPACITY = 512;

  private final int[] slotOffset = new int[SLOTS];
  private final int[] slotTable = new int[SLOTS];

  private byte[] buffer;
  private int position;
  private int table;
  private int suffixes = CLOSED;
  private int recordAt;
  private int dataStart;
  private boolean overflow;

  /// A writer whose buffer starts with room for `capacity` octets, at least 512.
  public MessageWriter(int capacity) {
    buffer = new byte[Math.max(LEAST_CAPACITY, capacity)];
  }

  /// Starts a reply to `query`: its id and opcode, RD and CD of a plain query, QR set, its question
  /// with the case kept, no records.
  public void startReply(Query query) {
    int end = query.questionEnd();
    boolean asked = query.opcode() == Opcode.QUERY;
    int kept = asked ? Header.OPCODE_MASK | Header.RD | Header.CD : Header.OPCODE_MASK;
    startEmpty(query.id(), Header.QR | query.flags() & kept);
    if (end > Header.LENGTH) {
      System.arraycopy(query.message(), Header.LENGTH, buffer, Header.LENGTH, end - Header.LENGTH);
      Octets.putU16(buffer, Header.QDCOUNT, 1);
      position = end;
    }
  }

  /// Starts a message that has no question.
  public void startEmpty(int id, int flags) {
    Octets.putU16(buffer, Header.ID, id);
    Octets.putU16(buffer, Header.FLAGS, flags);
    Octets.putI32(buffer, Header.QDCOUNT, 0);
    Octets.putI32(buffer, Header.NSCOUNT, 0);
    position = Header.LENGTH;
    suffixes = CLOSED;
    overflow = false;
  }

  /// Starts a message that asks one question; `name` is uncompressed.
  public void startQuestion(int id, int flags, byte[] name, int type, int rrclass) {
    startEmpty(id, flags);
    int length = WireName.length(name, 0);
    System.arraycopy(name, 0, buffer, position, length);
    Octets.putU16(buffer, position + length, type);
    Octets.putU16(buffer, position + length + 2, rrclass);
    position += length + 4;
    Octets.putU16(buffer, Header.QDCOUNT, 1);
  }

  /// Takes a whole message over, question and records.
  public void copy(byte[] message, int length) {
    ensure(length);
    System.arraycopy(message, 0, buffer, 0, length);
    position = length;
    suffixes = CLOSED;
    overflow = false;
  }

  /// The octets written so far; only the first [#length()] count. Changes when the buffer grows.
  public byte[] buffer() {
    return buffer;
  }

  /// Octets written so far.
  public int length() {
    return position;
  }

  /// Cuts or extends what counts as written; the caller has changed the buffer itself.
  public void length(int newLength) {
    position = newLength;
    suffixes = CLOSED;
  }

  /// Whether something did not fit into 65,535 octets; the record that did not fit is not counted.
  public boolean overflow() {
    return overflow;
  }

  /// The header's flag bits.
  public int flags() {
    return Octets.u16(buffer, Header.FLAGS);
  }

  /// Replaces the header's flag bits.
  public void flags(int flags) {
    Octets.putU16(buffer, Header.FLAGS, flags);
  }

  /// Sets the response code's four header bits.
  public void rcode(int rcode) {
    flags(flags() & ~Header.RCODE_MASK | rcode & Header.RCODE_MASK);
  }

  /// Records counted in `section` ([RecordCursor#ANSWER] and so on).
  public int count(int section) {
    return Octets.u16(buffer, Header.ANCOUNT + 2 * section);
  }

  /// Begins a record whose owner is the question's name.
  public void beginAtQuestion(int type, int rrclass, int ttl) {
    beginAt(Header.LENGTH, type, rrclass, ttl);
  }

  /// Begins a record whose owner is the name that stands at `offset` of this message, which must be
  /// below 16,384 (RFC 1035 §4.1.4).
  public void beginAt(int offset, int type, int rrclass, int ttl) {
    ensure(12);
    recordAt = position;
    Octets.putU16(buffer, position, 0xc000 | offset);
    fixed(position + 2, type, rrclass, ttl);
  }

  /// Begins a record; `owner` is an uncompressed name at `ownerAt`.
  public void begin(byte[] owner, int ownerAt, int type, int rrclass, int ttl) {
    recordAt = position;
    name(owner, ownerAt);
    ensure(10);
    fixed(position, type, rrclass, ttl);
  }

  private void fixed(int at, int type, int rrclass, int ttl) {
    Octets.putU16(buffer, at, type);
    Octets.putU16(buffer, at + 2, rrclass);
    Octets.putI32(buffer, at + 4, ttl);
    Octets.putU16(buffer, at + 8, 0);
    position = at + 10;
    dataStart = position;
  }

  /// Ends the record begun last and counts it in `section`. After the first record that does not
  /// fit, no other is taken, so that what is kept is what came first.
  public void end(int section) {
    int dataLength = position - dataStart;
    if (overflow || position > MAX_LENGTH) {
      position = recordAt;
      overflow = true;
      return;
    }
    Octets.putU16(buffer, dataStart - 2, dataLength);
    int at = Header.ANCOUNT + 2 * section;
    Octets.putU16(buffer, at, Octets.u16(buffer, at) + 1);
  }

  /// Appends octets of RDATA as they are.
  public void data(byte[] bytes, int at, int length) {
    ensure(length);
    System.arraycopy(bytes, at, buffer, position, length);
    position += length;
  }

  /// Appends one octet of RDATA.
  public void u8(int value) {
    ensure(1);
    buffer[position++] = (byte) value;
  }

  /// Appends a 16-bit number of RDATA.
  public void u16(int value) {
    ensure(2);
    Octets.putU16(buffer, position, value);
    position += 2;
  }

  /// Appends a 32-bit number of RDATA.
  public void i32(int value) {
    ensure(4);
    Octets.putI32(buffer, position, value);
    position += 4;
  }

  /// Appends an uncompressed name without compressing it (SRV targets and everything newer, RFC
  /// 3597 §4); later names may point to it.
  public void plainName(byte[] name, int at) {
    if (suffixes == CLOSED) {
      openTable();
    }
    int start = position;
    data(name, at, WireName.length(name, at));
    int offset = start;
    while (buffer[offset] != 0) {
      int hash = WireName.hash(buffer, offset, WireName.length(buffer, offset));
      if (find(buffer, offset, hash) < 0) {
        remember(hash, offset);
      }
      offset += (buffer[offset] & 0xff) + 1;
    }
  }

  /// Appends an uncompressed name, its tail replaced by a pointer where the message has it already.
  public void name(byte[] name, int at) {
    ensure(WireName.MAX_LENGTH + 2);
    if (suffixes == CLOSED) {
      openTable();
    }
    int start = position;
    int offset = at;
    int pointer = -1;
    while (name[offset] != 0 && pointer < 0) {
      pointer = find(name, offset, WireName.hash(name, offset, WireName.length(name, offset)));
      if (pointer < 0) {
        int label = (name[offset] & 0xff) + 1;
        System.arraycopy(name, offset, buffer, position, label);
        position += label;
        offset += label;
      }
    }
    if (pointer < 0) {
      buffer[position++] = 0;
    } else {
      Octets.putU16(buffer, position, 0xc000 | pointer);
      position += 2;
    }
    // Only now: a lookup must never meet a name whose end is not written yet.
    for (int from = at, there = start; from < offset; ) {
      remember(WireName.hash(name, from, WireName.length(name, from)), there);
      int label = (name[from] & 0xff) + 1;
      from += label;
      there += label;
    }
  }

  /// Appends `count` ready-made records to `section`. They must not point into themselves, only to
  /// offsets that hold the same names in this message, such as the question's.
  public void records(byte[] bytes, int at, int length, int section, int count) {
    if (overflow || position + length > MAX_LENGTH) {
      overflow = true;
      return;
    }
    data(bytes, at, length);
    int counter = Header.ANCOUNT + 2 * section;
    Octets.putU16(buffer, counter, Octets.u16(buffer, counter) + count);
  }

  /// Appends all records of a message whose question has the same length as this one's, so that
  /// pointers stay right. Nothing may have been written behind the question yet.
  ///
  /// @return where the records begin
  public int body(byte[] bytes, int at, int length, int answers, int authorities, int additionals) {
    int start = position;
    data(bytes, at, length);
    Octets.putU16(buffer, Header.ANCOUNT, answers);
    Octets.putU16(buffer, Header.NSCOUNT, authorities);
    Octets.putU16(buffer, Header.ARCOUNT, additionals);
    return start;
  }

  /// Appends an OPT record (RFC 6891 §6.1.2) with options copied as they are.
  public void opt(
      int udpSize, int extendedRcode, boolean dnssecOk, byte[] options, int at, int length) {
    ensure(11 + length);
    buffer[position] = 0;
    Octets.putU16(buffer, position + 1, RrType.OPT);
    Octets.putU16(buffer, position + 3, udpSize);
    buffer[position + 5] = (byte) extendedRcode;
    buffer[position + 6] = 0;
    Octets.putU16(buffer, position + 7, dnssecOk ? 0x8000 : 0);
    Octets.putU16(buffer, position + 9, length);
    System.arraycopy(options, at, buffer, position + 11, length);
    position += 11 + length;
    Octets.putU16(buffer, Header.ARCOUNT, Octets.u16(buffer, Header.ARCOUNT) + 1);
  }

  private void openTable() {
    // Slots of an older table count as empty; only after 2^32 tables may an old number come back.
    if (++table == 0) {
      Arrays.fill(slotTable, 0);
      table = 1;
    }
    suffixes = 0;
    if (Octets.u16(buffer, Header.QDCOUNT) != 1) {
      return;
    }
    int offset = Header.LENGTH;
    while (offset < position && buffer[offset] != 0 && (buffer[offset] & 0xc0) == 0) {
      remember(WireName.hash(buffer, offset, WireName.length(buffer, offset)), offset);
      offset += (buffer[offset] & 0xff) + 1;
    }
  }

  private int find(byte[] name, int at, int hash) {
    for (int slot = hash & SLOTS - 1, n = 0; n < SLOTS; slot = slot + 1 & SLOTS - 1, n++) {
      if (slotTable[slot] != table) {
        return -1;
      }
      if (same(name, at, slotOffset[slot])) {
        return slotOffset[slot];
      }
    }
    return -1;
  }

  private void remember(int hash, int offset) {
    if (offset > POINTER_LIMIT || suffixes == MOST_SUFFIXES) {
      return;
    }
    int slot = hash & SLOTS - 1;
    while (slotTable[slot] == table) {
      slot = slot + 1 & SLOTS - 1;
    }
    slotTable[slot] = table;
    slotOffset[slot] = offset;
    suffixes++;
  }

  private boolean same(byte[] name, int at, int messageAt) {
    int offset = at;
    int there = messageAt;
    while (true) {
      int length = buffer[there] & 0xff;
      if (length >= 0xc0) {
        there = Octets.u16(buffer, there) & POINTER_LIMIT;
        continue;
      }
      if (length != (name[offset] & 0xff)) {
        return false;
      }
      if (length == 0) {
        return true;
      }
      if (!Arrays.equals(
          name, offset + 1, offset + 1 + length, buffer, there + 1, there + 1 + length)) {
        return false;
      }
      offset += length + 1;
      there += length + 1;
    }
  }

  private void ensure(int more) {
    if (position + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(position + more, buffer.length * 2));
    }
  }
}
