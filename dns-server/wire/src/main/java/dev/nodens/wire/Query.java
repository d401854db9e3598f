package dev.nodens.wire;

/// What one request asks, read from its octets; reused from request to request without allocation.
///
/// Never throws. What a caller may read depends on the [Status] that [#parse] returned. The rules
/// are those that CoreDNS 1.15.0 was seen to follow: the accept check on the header comes first,
/// then the question, then the records.
public final class Query {
  /// What to do with a request.
  public enum Status {
    /// Question and EDNS are valid; serve it.
    OK,
    /// Not a request (shorter than a header, or a response): say nothing.
    SILENCE,
    /// The header asks for something not implemented: NOTIMP, header only.
    NOTIMP,
    /// The message is malformed before its question ended: FORMERR, header only.
    FORMERR_HEADER,
    /// The header announces a question but nothing follows: SERVFAIL, header only.
    SERVFAIL_HEADER,
    /// A record is malformed: FORMERR with the question.
    FORMERR,
    /// An EDNS version other than 0: BADVERS with the question and an OPT (RFC 6891 §6.1.3).
    BADVERS
  }

  private final byte[] qname = new byte[WireName.MAX_LENGTH + 1];
  private final int[] labels = new int[WireName.MAX_LABELS + 1];

  private byte[] message = new byte[0];
  private int length;
  private int id;
  private int flags;
  private int qnameLength;
  private int labelCount;
  private int qtype;
  private int qclass;
  private int questionEnd;
  private int opt;
  private int optionsLength;
  private int tsig;

  /// As [#parse(byte[], int, boolean)] for those who take no UPDATE messages.
  public Status parse(byte[] bytes, int messageLength) {
    return parse(bytes, messageLength, false);
  }

  /// Reads the first `messageLength` octets of `bytes`, which must stay unchanged while this view
  /// is in use.
  ///
  /// @param updates whether UPDATE messages are let in (RFC 2136), with any number of records
  public Status parse(byte[] bytes, int messageLength, boolean updates) {
    message = bytes;
    length = messageLength;
    opt = 0;
    optionsLength = 0;
    tsig = 0;
    qnameLength = 0;
    labelCount = 0;
    questionEnd = Header.LENGTH;
    if (messageLength < Header.LENGTH) {
      return Status.SILENCE;
    }
    id = Octets.u16(bytes, Header.ID);
    flags = Octets.u16(bytes, Header.FLAGS);
    if ((flags & Header.QR) != 0) {
      return Status.SILENCE;
    }
    int opcode = Header.opcode(flags);
    boolean update = updates && opcode == Opcode.UPDATE;
    if (opcode != Opcode.QUERY && opcode != Opcode.NOTIFY && !update) {
      return Status.NOTIMP;
    }
    if (Octets.u16(bytes, Header.QDCOUNT) != 1 || !update && hasTooManyRecords()) {
      return Status.FORMERR_HEADER;
    }
    if (messageLength == Header.LENGTH) {
      return Status.SERVFAIL_HEADER;
    }
    return readQuestion() ? readRecords() : Status.FORMERR_HEADER;
  }

  private boolean hasTooManyRecords() {
    return Octets.u16(message, Header.ANCOUNT) > 1
        || Octets.u16(message, Header.NSCOUNT) > 1
        || Octets.u16(message, Header.ARCOUNT) > 2;
  }

  private boolean readQuestion() {
    byte[] bytes = message;
    int offset = Header.LENGTH;
    int end = length;
    int count = 0;
    while (offset < end) {
      int label = bytes[offset] & 0xff;
      int at = offset - Header.LENGTH;
      // No name stands before the question, so a pointer here can only point forwards or at itself.
      if (label > 63 || at + label + 1 > WireName.MAX_LENGTH || offset + label >= end) {
        return false;
      }
      qname[at] = (byte) label;
      labels[count] = at;
      if (label == 0) {
        qnameLength = at + 1;
        labelCount = count;
        questionEnd = offset + 5;
        if (questionEnd > end) {
          return false;
        }
        qtype = Octets.u16(bytes, offset + 1);
        qclass = Octets.u16(bytes, offset + 3);
        return true;
      }
      for (int i = 1; i <= label; i++) {
        qname[at + i] = WireName.lower(bytes[offset + i]);
      }
      count++;
      offset += label + 1;
    }
    return false;
  }

  private Status readRecords() {
    int before = Octets.u16(message, Header.ANCOUNT) + Octets.u16(message, Header.NSCOUNT);
    int total = before + Octets.u16(message, Header.ARCOUNT);
    int offset = questionEnd;
    for (int i = 0; i < total; i++) {
      // A record that the header announces but that is not there is taken as absent.
      if (offset == length) {
        break;
      }
      offset = readRecord(offset, i >= before, i == total - 1);
      if (offset < 0) {
        opt = 0;
        return Status.FORMERR;
      }
    }
    return opt != 0 && ednsVersion() != 0 ? Status.BADVERS : Status.OK;
  }

  private int readRecord(int at, boolean additional, boolean last) {
    int fixed = WireName.skip(message, at, length);
    if (fixed < 0 || fixed + 10 > length) {
      return -1;
    }
    int type = Octets.u16(message, fixed);
    int dataLength = Octets.u16(message, fixed + 8);
    int end = fixed + 10 + dataLength;
    if (end > length) {
      return -1;
    }
    if (type == RrType.OPT) {
      if (!optionsFit(fixed + 10, end)) {
        return -1;
      }
      if (additional) {
        opt = fixed;
        optionsLength = dataLength;
      }
    } else if (type == RrType.TSIG && additional && last) {
      tsig = at;
    }
    return end;
  }

  private boolean optionsFit(int at, int end) {
    int offset = at;
    while (offset < end) {
      if (offset + 4 > end) {
        return false;
      }
      offset += 4 + Octets.u16(message, offset + 2);
    }
    return offset == end;
  }

  /// The request's octets; only the first [#length()] belong to it.
  public byte[] message() {
    return message;
  }

  /// The request's length in octets.
  public int length() {
    return length;
  }

  /// The message identifier.
  public int id() {
    return id;
  }

  /// The header's 16 flag bits.
  public int flags() {
    return flags;
  }

  /// Replaces the header's flag bits, in the request's octets too.
  public void flags(int newFlags) {
    flags = newFlags;
    Octets.putU16(message, Header.FLAGS, newFlags);
  }

  /// The operation code.
  public int opcode() {
    return Header.opcode(flags);
  }

  /// The queried name in lower case, wire form, [#qnameLength()] octets. Not to be changed.
  public byte[] qname() {
    return qname;
  }

  /// Length of the queried name in octets, the root label included; 0 if there is no valid
  /// question.
  public int qnameLength() {
    return qnameLength;
  }

  /// Number of labels of the queried name; 0 for the root.
  public int labelCount() {
    return labelCount;
  }

  /// Offset in [#qname()] of label `index`, counted from the left; `labelCount()` gives the root's.
  public int label(int index) {
    return labels[index];
  }

  /// The queried type.
  public int qtype() {
    return qtype;
  }

  /// The queried class.
  public int qclass() {
    return qclass;
  }

  /// The offset just after the question.
  public int questionEnd() {
    return questionEnd;
  }

  /// Whether the client sent an OPT record (RFC 6891).
  public boolean hasEdns() {
    return opt != 0;
  }

  /// The UDP payload size as advertised; 0 without EDNS.
  public int udpSize() {
    return opt == 0 ? 0 : Octets.u16(message, opt + 2);
  }

  /// Lowers the advertised UDP payload size to `most`, in the request's octets too.
  public void limitUdpSize(int most) {
    if (opt != 0 && udpSize() > most) {
      Octets.putU16(message, opt + 2, most);
    }
  }

  /// The EDNS version; 0 without EDNS.
  public int ednsVersion() {
    return opt == 0 ? 0 : message[opt + 5] & 0xff;
  }

  /// Whether the client set DO (RFC 3225).
  public boolean dnssecOk() {
    return opt != 0 && (message[opt + 6] & 0x80) != 0;
  }

  /// Offset of the first EDNS option in [#message()].
  public int optionsAt() {
    return opt + 10;
  }

  /// Octets of EDNS options.
  public int optionsLength() {
    return optionsLength;
  }

  /// Offset in [#message()] of the first EDNS option of `code`, its header included; -1 if there is
  /// none.
  public int option(int code) {
    int end = optionsAt() + optionsLength;
    for (int at = optionsAt(); at < end; at += 4 + Octets.u16(message, at + 2)) {
      if (Octets.u16(message, at) == code) {
        return at;
      }
    }
    return -1;
  }

  /// Offset of a TSIG record that ends the message (RFC 8945 §5.1), or 0.
  public int tsigAt() {
    return tsig;
  }

  /// The most octets that an answer over UDP may have: the advertised size, at least 512 (RFC 6891
  /// §6.2.3).
  public int udpLimit() {
    return Math.max(512, udpSize());
  }

  /// A copy of the request that asks for `name` (uncompressed wire form) instead.
  public byte[] withName(byte[] name) {
    int oldEnd = Header.LENGTH + qnameLength;
    int newLength = WireName.length(name, 0);
    byte[] changed = new byte[length + newLength - qnameLength];
    System.arraycopy(message, 0, changed, 0, Header.LENGTH);
    System.arraycopy(name, 0, changed, Header.LENGTH, newLength);
    System.arraycopy(message, oldEnd, changed, Header.LENGTH + newLength, length - oldEnd);
    return changed;
  }

  /// The queried name in presentation form, lower case. For logs and errors, never on the hot path.
  public String qnameText() {
    var text = new StringBuilder(qnameLength + 8);
    WireName.appendText(text, qname, 0);
    return text.toString();
  }
}
