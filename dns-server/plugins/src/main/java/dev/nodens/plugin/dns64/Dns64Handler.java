package dev.nodens.plugin.dns64;

import dev.nodens.core.AddressSynthesis;
import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Interceptor;
import dev.nodens.core.Outcome;
import dev.nodens.core.SelfQuestion;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCopier;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import org.jspecify.annotations.Nullable;

/// Where a name has no IPv6 address, asks the server for its IPv4 ones and answers with these
/// behind the prefix (RFC 6147 §5.1).
final class Dns64Handler implements Handler, Interceptor {
  private final Dns64Config config;
  private final Family<Counter> translated;

  Dns64Handler(Dns64Config config, Family<Counter> translated) {
    this.config = config;
    this.translated = translated;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    if (query.qtype() == RrType.AAAA
        && query.qclass() == RrClass.IN
        && (config.allowIpv4() || exchange.clientAddressLength() == 16)) {
      exchange.intercept(this, null, 0);
    }
    return Outcome.NEXT;
  }

  @Override
  public Outcome onOutcome(Exchange exchange, Outcome outcome) {
    if (outcome != Outcome.ANSWERED) {
      return outcome;
    }
    long ttl = AddressSynthesis.lifetime(exchange, RrType.AAAA, config.translateAll());
    if (ttl < 0) {
      return outcome;
    }
    byte[] name = exchange.query().qname();
    return SelfQuestion.ask(
        exchange, name, RrType.A, (outer, inner) -> translate(outer, inner, ttl));
  }

  private Outcome translate(Exchange outer, @Nullable Exchange inner, long lifetime) {
    if (inner == null) {
      return outer.fail(Rcode.SERVFAIL, "dns64", "dns64: upstream returned no response");
    }
    MessageWriter from = inner.reply();
    MessageWriter reply = outer.startReply(Header.rcode(from.flags()), false);
    reply.flags(reply.flags() | from.flags() & Header.TC);
    outer.options().clear();
    var copier = new RecordCopier();
    RecordCursor records = inner.cursor();
    if (records.reset(from.buffer(), from.length())) {
      while (records.next()) {
        if (records.section() == RecordCursor.ANSWER && isAddress(records)) {
          byte[] address = behindPrefix(Octets.i32(records.message(), records.dataAt()));
          AddressSynthesis.write(reply, records, RrType.AAAA, address, lifetime);
        } else {
          copier.copy(records, reply, records.section());
        }
      }
    }
    translated.with(outer.served().server()).increment(outer.loop().index());
    return Outcome.ANSWERED;
  }

  private static boolean isAddress(RecordCursor records) {
    return records.type() == RrType.A && records.dataLength() == 4;
  }

  /// The IPv4 octets follow the prefix and step over octet 8 (RFC 6052 §2.2).
  private byte[] behindPrefix(int address) {
    byte[] octets = config.prefix().address().clone();
    int at = config.prefix().bits() / 8;
    for (int shift = 24; shift >= 0; shift -= 8) {
      at += at == 8 ? 1 : 0;
      octets[at++] = (byte) (address >>> shift);
    }
    return octets;
  }
}
