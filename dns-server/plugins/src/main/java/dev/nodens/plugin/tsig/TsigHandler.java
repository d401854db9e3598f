package dev.nodens.plugin.tsig;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Interceptor;
import dev.nodens.core.Outcome;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.wire.Header;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import dev.nodens.zone.TransactionKeys;
import java.util.Arrays;

/// Lets signed requests in if their signature is right, and signs their replies; turns away what
/// should be signed and is not. The plugins that follow see the request without its signature.
final class TsigHandler implements Handler, Interceptor {
  private final TsigConfig config;
  private final ZoneTable<Name> zones;
  private final TransactionKeys keys;

  TsigHandler(TsigConfig config, TransactionKeys keys) {
    this.config = config;
    this.zones = ZoneTable.ofNames(config.zones());
    this.keys = keys;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    int signatureAt = query.tsigAt();
    boolean signed = signatureAt > 0;
    boolean needed = config.types().has(query.qtype()) || config.opcodes().has(query.opcode());
    if (!signed && isMisplaced(exchange)) {
      exchange.startReply(Rcode.FORMERR, false);
      return Outcome.ANSWERED;
    }
    if (!signed && !needed || zones.find(query) == null) {
      return Outcome.NEXT;
    }
    if (!signed) {
      exchange.startReply(Rcode.REFUSED, false);
      return Outcome.ANSWERED;
    }
    byte[] request = Arrays.copyOf(query.message(), query.length());
    TransactionKeys.Verdict verdict = keys.judge(request);
    byte[] stripped = Arrays.copyOf(request, signatureAt);
    Octets.putU16(stripped, Header.ARCOUNT, Octets.u16(request, Header.ARCOUNT) - 1);
    exchange.intercept(this, request, 0);
    exchange.replaceRequest(stripped, stripped.length);
    exchange.seal(verdict.seal());
    if (verdict.error() != Rcode.NOERROR) {
      boolean malformed = verdict.error() == Rcode.FORMERR;
      exchange.startReply(malformed ? Rcode.FORMERR : Rcode.NOTAUTH, false);
      return Outcome.ANSWERED;
    }
    return Outcome.NEXT;
  }

  /// Puts the signed request back, for those who look at its size.
  @Override
  public Outcome onOutcome(Exchange exchange, Outcome outcome) {
    if (exchange.interceptorState() instanceof byte[] request) {
      exchange.replaceRequest(request, request.length);
    }
    return outcome;
  }

  /// Whether there is a signature that is not the last record (RFC 8945 §5.1).
  private static boolean isMisplaced(Exchange exchange) {
    Query query = exchange.query();
    RecordCursor records = exchange.cursor();
    boolean several = Octets.u16(query.message(), Header.ARCOUNT) > 1;
    if (several && records.reset(query.message(), query.length())) {
      while (records.next()) {
        if (records.section() == RecordCursor.ADDITIONAL && records.type() == RrType.TSIG) {
          return true;
        }
      }
    }
    return false;
  }
}
