package dev.nodens.plugin.kubernetes;

import dev.nodens.core.Exchange;
import dev.nodens.core.Outcome;
import dev.nodens.core.ReplySink;
import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.ServiceRow;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Answers A and AAAA at external names: a CNAME record and what its target has.
///
/// A target inside the zone is looked up in the table; without an address of that family there, the
/// CNAME is left out too. A target outside is asked of the whole server, as its own question; when
/// that fails, the CNAME stays alone. Allocates: such names are rare and mostly cost an upstream
/// query.
final class ExternalAnswer {
  private static final int LONGEST_CHAIN = 10;

  private final KubernetesConfig config;
  private final ClusterTable table;
  private final AddressAnswer addresses;

  ExternalAnswer(KubernetesConfig config, ClusterTable table, AddressAnswer addresses) {
    this.config = config;
    this.table = table;
    this.addresses = addresses;
  }

  /// Starts the answer to the question of `exchange`, whose zone begins at `zoneAt` of its name.
  ///
  /// @param length octets of the addresses wanted, 4 or 16
  /// @return `ANSWERED` with an answer section that may be empty, or `PARKED`
  Outcome answer(Exchange exchange, Scratch scratch, int zoneAt, int length) {
    byte[] question = exchange.query().qname();
    byte[] zone = Arrays.copyOfRange(question, zoneAt, exchange.query().qnameLength());
    var chain = new ArrayList<Name>();
    Lookup.Found found = Lookup.Found.EXTERNAL;
    Name owner = Name.of(question, 0);
    while (found == Lookup.Found.EXTERNAL) {
      byte[] row = scratch.lookup.entry()[0];
      Name target = Name.of(row, ServiceRow.target(row));
      if (target.equals(owner) || chain.contains(target) || chain.size() > LONGEST_CHAIN) {
        return Outcome.ANSWERED;
      }
      chain.add(target);
      int inZone = offsetOf(target, zone);
      if (inZone < 0) {
        writeChain(exchange, chain);
        return ask(exchange, target);
      }
      owner = target;
      NameParts parts = scratch.targetParts;
      found = scratch.lookup.find(config, table, parts, parts.parse(target.lower(), inZone));
    }
    return inside(exchange, scratch, chain, found, length);
  }

  private Outcome inside(
      Exchange exchange, Scratch scratch, List<Name> chain, Lookup.Found found, int length) {
    MessageWriter out = exchange.reply();
    int before = out.length();
    int owner = writeChain(exchange, chain);
    int answers = out.count(RecordCursor.ANSWER);
    addresses.append(out, owner, scratch.lookup, found, length);
    if (out.count(RecordCursor.ANSWER) == answers) {
      out.length(before);
      Octets.putU16(out.buffer(), Header.ANCOUNT, 0);
    }
    return Outcome.ANSWERED;
  }

  /// Writes the CNAME records and returns the offset of the last target's name in the message.
  private int writeChain(Exchange exchange, List<Name> chain) {
    MessageWriter out = exchange.reply();
    int owner = Header.LENGTH;
    for (Name target : chain) {
      out.beginAt(owner, RrType.CNAME, RrClass.IN, config.ttl());
      owner = out.length();
      out.plainName(target.wire(), 0);
      out.end(RecordCursor.ANSWER);
    }
    return owner;
  }

  private static int offsetOf(Name name, byte[] zone) {
    int at = name.length() - zone.length;
    byte[] lower = name.lower();
    for (int label = 0; label <= at; label += (lower[label] & 0xff) + 1) {
      if (label == at) {
        return Arrays.equals(lower, at, lower.length, zone, 0, zone.length) ? at : -1;
      }
    }
    return -1;
  }

  private static Outcome ask(Exchange exchange, Name target) {
    var question = new TargetQuestion(exchange);
    if (!exchange.ask(target.lower(), exchange.query().qtype(), question)) {
      return Outcome.ANSWERED;
    }
    return question.park();
  }

  /// Waits for what the server says about a target outside the zone.
  private static final class TargetQuestion implements ReplySink {
    private final Exchange outer;
    private boolean done;
    private boolean parked;

    TargetQuestion(Exchange outer) {
      this.outer = outer;
    }

    Outcome park() {
      parked = !done;
      return done ? Outcome.ANSWERED : Outcome.PARKED;
    }

    @Override
    public void send(Exchange inner) {
      copyAnswers(inner);
      inner.release();
      finish();
    }

    @Override
    public void drop(Exchange inner) {
      inner.release();
      finish();
    }

    private void finish() {
      done = true;
      if (parked) {
        outer.resume(Outcome.ANSWERED);
      }
    }

    private void copyAnswers(Exchange inner) {
      MessageWriter from = inner.reply();
      MessageWriter out = outer.reply();
      if ((from.flags() & Header.TC) != 0) {
        out.flags(out.flags() | Header.TC);
      }
      RecordCursor cursor = inner.cursor();
      byte[] owner = new byte[WireName.MAX_LENGTH];
      if (!cursor.reset(from.buffer(), from.length())) {
        return;
      }
      while (cursor.next() && cursor.section() == RecordCursor.ANSWER) {
        if (WireName.expand(from.buffer(), cursor.ownerAt(), from.length(), owner, 0) > 0) {
          copy(cursor, from, owner, out);
        }
      }
    }

    private static void copy(
        RecordCursor cursor, MessageWriter from, byte[] owner, MessageWriter out) {
      int ttl = (int) cursor.ttl();
      if (cursor.type() == RrType.CNAME || cursor.type() == RrType.DNAME) {
        byte[] target = new byte[WireName.MAX_LENGTH];
        if (WireName.expand(from.buffer(), cursor.dataAt(), from.length(), target, 0) > 0) {
          Records.target(out, RecordCursor.ANSWER, owner, cursor.type(), ttl, target);
        }
        return;
      }
      out.begin(owner, 0, cursor.type(), cursor.rrclass(), ttl);
      out.data(from.buffer(), cursor.dataAt(), cursor.dataLength());
      out.end(RecordCursor.ANSWER);
    }
  }
}
