package dev.nodens.plugin.loadbalance;

import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RecordCopier;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Writes a reply anew with the records of each section in this order: CNAME, others, addresses, MX
/// shuffled. For the few replies whose records cannot change places where they stand. One per event
/// loop.
final class SectionOrder {
  private static final int RANKS = 4;

  private final RandomGenerator random;
  private final RecordCopier copier = new RecordCopier();
  private byte[] copy = new byte[512];

  /// Offsets of owners, in the order of writing.
  private int[] order = new int[16];

  private int count;

  SectionOrder(RandomGenerator random) {
    this.random = random;
  }

  /// Orders `reply`; leaves it as it is if a record cannot be read.
  void apply(MessageWriter reply, RecordCursor records) {
    int length = reply.length();
    if (copy.length < length) {
      copy = new byte[length];
    }
    System.arraycopy(reply.buffer(), 0, copy, 0, length);
    records.reset(copy, length);
    int questionEnd = records.end();
    reply.copy(copy, questionEnd);
    Octets.putU16(reply.buffer(), Header.ANCOUNT, 0);
    Octets.putI32(reply.buffer(), Header.NSCOUNT, 0);
    for (int section = RecordCursor.ANSWER; section <= RecordCursor.ADDITIONAL; section++) {
      for (int rank = 0; rank < RANKS; rank++) {
        collect(records, length, section, rank);
        if (rank == RANKS - 1) {
          shuffle();
        }
        for (int i = 0; i < count; i++) {
          if (!records.moveTo(order[i]) || !copier.copy(records, reply, section)) {
            reply.copy(copy, length);
            return;
          }
        }
      }
    }
  }

  private static int rank(int type) {
    return switch (type) {
      case RrType.CNAME -> 0;
      case RrType.A, RrType.AAAA -> 2;
      case RrType.MX -> 3;
      default -> 1;
    };
  }

  private void collect(RecordCursor records, int length, int section, int rank) {
    count = 0;
    records.reset(copy, length);
    while (records.next()) {
      if (records.section() == section && rank(records.type()) == rank) {
        if (count == order.length) {
          order = Arrays.copyOf(order, count * 2);
        }
        order[count++] = records.ownerAt();
      }
    }
  }

  private void shuffle() {
    for (int i = count - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int owner = order[i];
      order[i] = order[other];
      order[other] = owner;
    }
  }
}
