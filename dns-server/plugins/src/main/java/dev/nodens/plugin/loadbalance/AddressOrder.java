package dev.nodens.plugin.loadbalance;

import dev.nodens.corefile.Cidr;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Changes the order of addresses within each RRset, in place: RDATA and TTL change places, so that
/// no name moves and no compression pointer breaks. One per event loop; allocates nothing but to
/// grow (weights aside).
final class AddressOrder {
  private static final int TTL_AHEAD = 6;

  private final RandomGenerator random;
  private final List<Cidr> prefer;
  private final @Nullable WeightFile weights;

  /// Offsets of the RDATA of the RRset being collected.
  private int[] data = new int[64];

  private int count;
  private int length;
  private int section;
  private int owner;
  private boolean cnameBehind;
  private int mailExchangers;

  AddressOrder(RandomGenerator random, List<Cidr> prefer, @Nullable WeightFile weights) {
    this.random = random;
    this.prefer = prefer;
    this.weights = weights;
  }

  /// Orders all address RRsets of `reply`.
  void apply(MessageWriter reply, RecordCursor records) {
    count = 0;
    cnameBehind = false;
    mailExchangers = 0;
    boolean others = false;
    if (!records.reset(reply.buffer(), reply.length())) {
      return;
    }
    while (records.next()) {
      int type = records.type();
      if (type == RrType.A || type == RrType.AAAA) {
        collect(reply, records);
      } else {
        finish(reply);
        mailExchangers += type == RrType.MX ? 1 : 0;
      }
      if (records.section() == RecordCursor.ANSWER) {
        cnameBehind |= type == RrType.CNAME && others;
        others |= type != RrType.CNAME;
      }
    }
    finish(reply);
  }

  /// Whether the reply just seen also has records that must move as a whole: several MX records, or
  /// a CNAME record behind what it leads to.
  boolean wantsSectionOrder() {
    return cnameBehind || mailExchangers > 1;
  }

  private void collect(MessageWriter reply, RecordCursor records) {
    byte[] message = reply.buffer();
    int end = reply.length();
    boolean sameSet =
        count > 0
            && records.section() == section
            && records.dataLength() == length
            && WireName.sameName(message, records.ownerAt(), end, message, owner, end);
    if (!sameSet) {
      finish(reply);
      section = records.section();
      length = records.dataLength();
      owner = records.ownerAt();
    }
    if (count == data.length) {
      data = Arrays.copyOf(data, count * 2);
    }
    data[count++] = records.dataAt();
  }

  private void finish(MessageWriter reply) {
    byte[] message = reply.buffer();
    if (count > 1 && length <= 16) {
      if (weights == null) {
        shuffle(message);
      } else {
        moveToTop(message, weights, reply.length());
      }
      if (!prefer.isEmpty()) {
        preferRanges(message);
      }
    }
    count = 0;
  }

  private void shuffle(byte[] message) {
    for (int i = count - 1; i > 0; i--) {
      swap(message, i, random.nextInt(i + 1));
    }
  }

  /// Puts addresses of the first range first, then those of the second, and so on; else the order
  /// stays.
  private void preferRanges(byte[] message) {
    int placed = 0;
    for (int r = 0; r < prefer.size(); r++) {
      for (int i = placed; i < count; i++) {
        if (prefer.get(r).contains(message, data[i], length)) {
          for (int j = i; j > placed; j--) {
            swap(message, j, j - 1);
          }
          placed++;
        }
      }
    }
  }

  /// Puts one address first, chosen with a chance in proportion to its weight.
  private void moveToTop(byte[] message, WeightFile file, int end) {
    byte[] name = new byte[WireName.MAX_LENGTH + 1];
    if (WireName.expand(message, owner, end, name, 0) < 0) {
      return;
    }
    List<WeightFile.Weight> known = file.of(Name.of(name, 0));
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += weight(known, message, data[i]);
    }
    int left = random.nextInt(sum);
    for (int i = 0; i < count; i++) {
      left -= weight(known, message, data[i]);
      if (left < 0) {
        swap(message, 0, i);
        return;
      }
    }
  }

  private int weight(List<WeightFile.Weight> known, byte[] message, int at) {
    for (WeightFile.Weight weight : known) {
      byte[] address = weight.address();
      if (Arrays.equals(address, 0, address.length, message, at, at + length)) {
        return weight.value();
      }
    }
    return 1;
  }

  private void swap(byte[] message, int i, int j) {
    if (i == j) {
      return;
    }
    int one = data[i];
    int other = data[j];
    int ttl = Octets.i32(message, one - TTL_AHEAD);
    Octets.putI32(message, one - TTL_AHEAD, Octets.i32(message, other - TTL_AHEAD));
    Octets.putI32(message, other - TTL_AHEAD, ttl);
    for (int k = 0; k < length; k += 4) {
      int word = Octets.i32(message, one + k);
      Octets.putI32(message, one + k, Octets.i32(message, other + k));
      Octets.putI32(message, other + k, word);
    }
  }
}
