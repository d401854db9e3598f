package dev.nodens.plugin.dnssec;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Interceptor;
import dev.nodens.core.Outcome;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import dev.nodens.zone.sign.ReplySigner;
import dev.nodens.zone.sign.SigningKey;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Answers questions for the keys, and has replies signed for clients that set DO. Shared by all
/// event loops.
final class DnssecHandler implements Handler, Interceptor {
  /// Replies that are being signed at once. Each may cost a millisecond of CPU.
  private static final int MOST_WAITING = 1000;

  private final ZoneTable<Name> zones;
  private final List<SigningKey> keys;
  private final ReplySigner signer;
  private final DnssecMetrics metrics;
  private final Executor background;
  private final InstantSource clock;
  private final AtomicInteger waiting = new AtomicInteger();

  /// @param background makes signatures
  DnssecHandler(
      List<Name> zones,
      List<SigningKey> keys,
      ReplySigner signer,
      DnssecMetrics metrics,
      Executor background,
      InstantSource clock) {
    this.zones = ZoneTable.ofNames(zones);
    this.keys = List.copyOf(keys);
    this.signer = signer;
    this.metrics = metrics;
    this.background = background;
    this.clock = clock;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    @Nullable Name zone = keys.isEmpty() ? null : zones.find(query);
    int type = query.qtype();
    if (zone == null || type == RrType.AXFR || type == RrType.IXFR) {
      return Outcome.NEXT;
    }
    if (type == RrType.DNSKEY && zone.length() == query.qnameLength()) {
      MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
      for (SigningKey key : keys) {
        out.beginAtQuestion(RrType.DNSKEY, RrClass.IN, key.ttl());
        out.data(key.data(), 0, key.data().length);
        out.end(RecordCursor.ANSWER);
      }
      return query.dnssecOk() ? sign(exchange) : Outcome.ANSWERED;
    }
    if (query.dnssecOk()) {
      exchange.intercept(this, null, 0);
    }
    return Outcome.NEXT;
  }

  @Override
  public Outcome onOutcome(Exchange exchange, Outcome outcome) {
    return outcome == Outcome.ANSWERED ? sign(exchange) : outcome;
  }

  private Outcome sign(Exchange exchange) {
    if (waiting.get() >= MOST_WAITING) {
      return exchange.fail(
          Rcode.SERVFAIL, "dnssec", MOST_WAITING + " replies are being signed already");
    }
    waiting.incrementAndGet();
    byte[] reply = Arrays.copyOf(exchange.reply().buffer(), exchange.reply().length());
    background.execute(() -> {
      ReplySigner.@Nullable Signed signed = null;
      String failure = "";
      try {
        signed = signer.sign(reply, clock.instant());
      } catch (IOException e) {
        failure = String.valueOf(e.getMessage());
      }
      Result result = new Result(signed, failure);
      exchange.loop().execute(() -> finish(exchange, result));
    });
    return Outcome.PARKED;
  }

  /// @param failure why there is no signed reply
  private record Result(ReplySigner.@Nullable Signed signed, String failure) {}

  private void finish(Exchange exchange, Result result) {
    waiting.decrementAndGet();
    ReplySigner.@Nullable Signed signed = result.signed();
    if (signed == null) {
      exchange.resume(exchange.fail(Rcode.SERVFAIL, "dnssec", result.failure()));
      return;
    }
    int loop = exchange.loop().index();
    metrics.count(exchange.served().server(), loop, signed, signer.cached());
    exchange.reply().copy(signed.reply(), signed.reply().length);
    exchange.resume(Outcome.ANSWERED);
  }
}
