package dev.nodens.plugin.rewrite;

import dev.nodens.core.Exchange;
import dev.nodens.core.Outcome;
import dev.nodens.core.SelfQuestion;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.RecordCopier;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Follows another target than the one that a CNAME record of a reply names: the server is asked
/// for the new target, and what it answers takes the place of what stood behind the record.
final class TargetSwitch {
  private final byte[] reply;
  private final int index;
  private final Name target;
  private final Function<Exchange, Outcome> then;

  private TargetSwitch(byte[] reply, int index, Name target, Function<Exchange, Outcome> then) {
    this.reply = reply;
    this.index = index;
    this.target = target;
    this.then = then;
  }

  /// Applies `rule` to the reply of `exchange`, then goes on with `then`, now or later.
  static Outcome apply(Exchange exchange, CnameRule rule, Function<Exchange, Outcome> then) {
    MessageWriter reply = exchange.reply();
    RecordCursor records = exchange.cursor();
    byte[] name = new byte[WireName.MAX_LENGTH + 1];
    records.reset(reply.buffer(), reply.length());
    while (records.next() && records.section() == RecordCursor.ANSWER) {
      if (records.type() == RrType.CNAME
          && WireName.expand(reply.buffer(), records.dataAt(), records.end(), name, 0) > 0) {
        @Nullable Name target = newTarget(rule, Name.of(name, 0));
        if (target != null) {
          byte[] copy = Arrays.copyOf(reply.buffer(), reply.length());
          var change = new TargetSwitch(copy, records.index(), target, then);
          return SelfQuestion.ask(
              exchange, target.wire(), exchange.query().qtype(), change::finish);
        }
      }
    }
    return then.apply(exchange);
  }

  private static @Nullable Name newTarget(CnameRule rule, Name target) {
    @Nullable String text = rule.target(Name.of(target.lower(), 0).toString());
    try {
      return text == null ? null : Name.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private Outcome finish(Exchange outer, @Nullable Exchange inner) {
    if (inner != null) {
      write(outer, inner);
    }
    return then.apply(outer);
  }

  private void write(Exchange outer, Exchange inner) {
    MessageWriter out = outer.reply();
    int flags = out.flags() & ~Header.TC | inner.reply().flags() & Header.TC;
    out.startReply(outer.query());
    out.flags(flags);
    var copier = new RecordCopier();
    RecordCursor records = outer.cursor();
    records.reset(reply, reply.length);
    while (records.next() && records.index() <= index) {
      if (records.type() == RrType.CNAME) {
        copier.copy(records, out, RecordCursor.ANSWER, new NewTarget(records.index() == index));
      }
    }
    RecordCursor answers = inner.cursor();
    answers.reset(inner.reply().buffer(), inner.reply().length());
    while (answers.next() && answers.section() == RecordCursor.ANSWER) {
      copier.copy(answers, out, RecordCursor.ANSWER);
    }
    records.reset(reply, reply.length);
    while (records.next()) {
      if (records.section() != RecordCursor.ANSWER) {
        copier.copy(records, out, records.section());
      }
    }
  }

  /// Names the new target in the one record that named the old one.
  private final class NewTarget implements RecordCopier.Edit {
    private final boolean here;

    NewTarget(boolean here) {
      this.here = here;
    }

    @Override
    public byte[] target(int type, byte[] old) {
      return here ? target.wire() : old;
    }
  }
}
