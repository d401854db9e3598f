package dev.nodens.plugin.hosts;

import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import java.util.List;

/// Records in wire form, ready to be copied into a reply: each owner is a pointer to the question.
///
/// @param octets all records
/// @param count how many
record Answers(byte[] octets, int count) {
  static final Answers NONE = new Answers(new byte[0], 0);

  private static final int QUESTION_POINTER = 0xc00c;
  private static final int FIXED = 12;

  /// One record of `type` for each of `data`.
  static Answers of(int type, int ttl, List<byte[]> data) {
    if (data.isEmpty()) {
      return NONE;
    }
    byte[] octets = new byte[data.stream().mapToInt(rdata -> FIXED + rdata.length).sum()];
    int at = 0;
    for (byte[] rdata : data) {
      Octets.putU16(octets, at, QUESTION_POINTER);
      Octets.putU16(octets, at + 2, type);
      Octets.putU16(octets, at + 4, RrClass.IN);
      Octets.putI32(octets, at + 6, ttl);
      Octets.putU16(octets, at + 10, rdata.length);
      System.arraycopy(rdata, 0, octets, at + FIXED, rdata.length);
      at += FIXED + rdata.length;
    }
    return new Answers(octets, data.size());
  }

  void writeTo(MessageWriter reply) {
    reply.records(octets, 0, octets.length, RecordCursor.ANSWER, count);
  }
}
