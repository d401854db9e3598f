package dev.nodens.plugin.siit;

import dev.nodens.core.AddressSynthesis;
import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Interceptor;
import dev.nodens.core.Outcome;
import dev.nodens.core.SelfQuestion;
import dev.nodens.core.Transport;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCopier;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where a name has no IPv4 address, asks the server for its IPv6 ones and answers with the IPv4
/// addresses that they stand for.
final class SiitHandler implements Handler, Interceptor {
  private final SiitConfig config;
  private final Family<Counter> translated;

  SiitHandler(SiitConfig config, Family<Counter> translated) {
    this.config = config;
    this.translated = translated;
  }

  /// The server's own questions stay as they are, or `siit` and `dns64` would ask each other.
  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    if (query.qtype() == RrType.A
        && query.qclass() == RrClass.IN
        && exchange.transport() != Transport.INTERNAL) {
      exchange.intercept(this, null, 0);
    }
    return Outcome.NEXT;
  }

  @Override
  public Outcome onOutcome(Exchange exchange, Outcome outcome) {
    if (outcome != Outcome.ANSWERED || (exchange.reply().flags() & Header.TC) != 0) {
      return outcome;
    }
    long lifetime = AddressSynthesis.lifetime(exchange, RrType.A, false);
    if (lifetime < 0) {
      return outcome;
    }
    byte[] name = exchange.query().qname();
    return SelfQuestion.ask(
        exchange, name, RrType.AAAA, (outer, inner) -> translate(outer, inner, lifetime));
  }

  private Outcome translate(Exchange outer, @Nullable Exchange inner, long lifetime) {
    if (inner == null) {
      return outer.fail(Rcode.SERVFAIL, "siit", "siit: upstream lookup returned no response");
    }
    MessageWriter from = inner.reply();
    int rcode = Header.rcode(from.flags());
    boolean some = hasTranslation(inner);
    if (rcode == Rcode.NOERROR && !some) {
      return Outcome.ANSWERED;
    }
    MessageWriter reply = outer.startReply(rcode, false);
    reply.flags(reply.flags() | from.flags() & (Header.AA | Header.RA | Header.TC));
    var copier = new RecordCopier();
    RecordCursor records = inner.cursor();
    if (records.reset(from.buffer(), from.length())) {
      while (records.next()) {
        boolean address = rcode == Rcode.NOERROR && isAddress(records);
        if (address) {
          write(reply, records, lifetime);
        } else if (records.type() != RrType.OPT) {
          copier.copy(records, reply, records.section());
        }
      }
    }
    if (some && rcode == Rcode.NOERROR) {
      translated.with(outer.served().server()).increment(outer.loop().index());
    }
    return Outcome.ANSWERED;
  }

  private boolean hasTranslation(Exchange inner) {
    RecordCursor records = inner.cursor();
    if (records.reset(inner.reply().buffer(), inner.reply().length())) {
      while (records.next()) {
        if (isAddress(records) && config.ipv4(address(records)) != null) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isAddress(RecordCursor records) {
    return records.section() == RecordCursor.ANSWER
        && records.type() == RrType.AAAA
        && records.dataLength() == 16;
  }

  private static byte[] address(RecordCursor records) {
    return Arrays.copyOfRange(records.message(), records.dataAt(), records.dataAt() + 16);
  }

  /// An address that stands for none is left out.
  private void write(MessageWriter reply, RecordCursor records, long lifetime) {
    byte @Nullable [] ipv4 = config.ipv4(address(records));
    if (ipv4 != null) {
      AddressSynthesis.write(reply, records, RrType.A, ipv4, lifetime);
    }
  }
}
