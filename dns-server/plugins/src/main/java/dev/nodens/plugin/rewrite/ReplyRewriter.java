package dev.nodens.plugin.rewrite;

import dev.nodens.core.Exchange;
import dev.nodens.core.Outcome;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RecordCopier;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Applies rules to a reply. A reply whose names may change is written anew; TTLs and the rcode
/// change in place. One per event loop.
final class ReplyRewriter {
  private final RecordCopier copier = new RecordCopier();
  private byte[] copy = new byte[512];

  /// Applies `rules`, the last first.
  ///
  /// @param original the client's request, to put back before the reply is sent; null to leave it
  Outcome apply(
      Exchange exchange, Outcome outcome, List<ReplyRule> rules, byte @Nullable [] original) {
    if (outcome == Outcome.ANSWERED) {
      applyToMessage(exchange, rules, original);
      return outcome;
    }
    if (original != null) {
      exchange.replaceRequest(original, original.length);
    }
    if (outcome == Outcome.FAILED) {
      failWith(exchange, rcode(rules, exchange.failureRcode()));
    }
    return outcome;
  }

  private static void failWith(Exchange exchange, int rcode) {
    String text = exchange.failure();
    String plugin = exchange.failurePlugin();
    if (rcode == exchange.failureRcode()) {
      return;
    }
    if (text == null || plugin == null) {
      exchange.fail(rcode);
    } else {
      exchange.fail(rcode, plugin, text);
    }
  }

  private static int rcode(List<ReplyRule> rules, int before) {
    int rcode = before;
    for (ReplyRule rule : rules.reversed()) {
      if (rule instanceof ReplyRule.Rcode change && change.from() == rcode) {
        rcode = change.to();
      }
    }
    return rcode;
  }

  private void applyToMessage(
      Exchange exchange, List<ReplyRule> rules, byte @Nullable [] original) {
    MessageWriter reply = exchange.reply();
    int before = Header.rcode(reply.flags());
    int rcode = rcode(rules, before);
    if (rcode != before) {
      reply.rcode(rcode);
      exchange.options().extendedRcode(rcode >>> 4);
    }
    for (ReplyRule rule : rules.reversed()) {
      if (rule instanceof ReplyRule.Option option) {
        putBack(exchange, option);
      }
    }
    boolean names =
        rules.stream()
            .anyMatch(rule -> rule instanceof ReplyRule.Owner || rule instanceof ReplyRule.Value);
    if (names || original != null) {
      writeAnew(exchange, rules, original);
    } else {
      changeTtls(reply, exchange.cursor(), rules);
    }
  }

  private static void putBack(Exchange exchange, ReplyRule.Option option) {
    exchange.options().remove(option.code());
    if (option.original() != null) {
      exchange.options().put(option.code(), option.original());
    }
  }

  private static void changeTtls(MessageWriter reply, RecordCursor records, List<ReplyRule> rules) {
    boolean any = rules.stream().anyMatch(ReplyRule.Ttl.class::isInstance);
    if (any && records.reset(reply.buffer(), reply.length())) {
      while (records.next()) {
        int ttl = Octets.i32(reply.buffer(), records.ttlAt());
        Octets.putI32(reply.buffer(), records.ttlAt(), ttl(rules, ttl));
      }
    }
  }

  private static int ttl(List<ReplyRule> rules, int before) {
    int ttl = before;
    for (ReplyRule rule : rules.reversed()) {
      if (rule instanceof ReplyRule.Ttl range) {
        ttl = range.of(ttl);
      }
    }
    return ttl;
  }

  private void writeAnew(Exchange exchange, List<ReplyRule> rules, byte @Nullable [] original) {
    MessageWriter reply = exchange.reply();
    int length = reply.length();
    if (copy.length < length) {
      copy = new byte[length * 2];
    }
    System.arraycopy(reply.buffer(), 0, copy, 0, length);
    if (original != null) {
      exchange.replaceRequest(original, original.length);
    }
    int flags = reply.flags();
    reply.startReply(exchange.query());
    reply.flags(flags);
    RecordCursor records = exchange.cursor();
    var edit = new Changes(rules);
    if (records.reset(copy, length)) {
      while (records.next()) {
        copier.copy(records, reply, records.section(), edit);
      }
    }
  }

  /// The rules, as the copier asks for them.
  private record Changes(List<ReplyRule> rules) implements RecordCopier.Edit {
    @Override
    public byte[] owner(byte[] owner) {
      return mapped(owner, false);
    }

    /// Only the types whose first name is what upstream takes for the record's value.
    @Override
    public byte[] target(int type, byte[] target) {
      return switch (type) {
        case RrType.CNAME,
            RrType.DNAME,
            RrType.SOA,
            RrType.SRV,
            RrType.MX,
            RrType.NAPTR,
            RrType.NS,
            RrType.PTR ->
            mapped(target, true);
        default -> target;
      };
    }

    @Override
    public int ttl(int ttl) {
      return ReplyRewriter.ttl(rules, ttl);
    }

    private byte[] mapped(byte[] name, boolean value) {
      @Nullable String before = null;
      @Nullable String text = null;
      for (ReplyRule rule : rules.reversed()) {
        @Nullable TextMap map = map(rule, value);
        if (map != null) {
          before = before == null ? Name.of(name, 0).toString() : before;
          text = map.apply(text == null ? before : text);
        }
      }
      return text == null || text.equals(before) ? name : parsed(text, name);
    }

    private static @Nullable TextMap map(ReplyRule rule, boolean value) {
      return switch (rule) {
        case ReplyRule.Owner(TextMap map) when !value -> map;
        case ReplyRule.Value(TextMap map) when value -> map;
        default -> null;
      };
    }

    /// A name that cannot be stays what it was.
    private static byte[] parsed(String text, byte[] otherwise) {
      try {
        return Name.parse(text).wire();
      } catch (IllegalArgumentException e) {
        return otherwise;
      }
    }
  }
}
