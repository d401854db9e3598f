package dev.nodens.plugin.etcd;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.core.ReplySink;
import dev.nodens.core.server.ZoneTable;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import dev.nodens.wire.RrType;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Parks a query, has it looked up on a virtual thread and writes what was found. Shared by all
/// event loops.
final class EtcdHandler implements Handler {
  /// Queries in flight at once; more would only wait for etcd's answers longer than clients do.
  private static final int MOST_WAITING = 1000;

  private static final long ELSEWHERE_SECONDS = 10;
  private static final int TTL = 30;
  private static final int REFRESH = 7200;
  private static final int RETRY = 1800;
  private static final int EXPIRE = 86400;

  private final EtcdConfig config;
  private final ZoneTable<Name> zones;
  private final ZoneTable<Name> fallthrough;
  private final Services services;
  private final Executor background;
  private final InstantSource clock;
  private final AtomicInteger waiting = new AtomicInteger();

  /// @param background runs look-ups, which block
  /// @param clock gives serial numbers
  EtcdHandler(EtcdConfig config, Store store, Executor background, InstantSource clock) {
    this.config = config;
    this.zones = ZoneTable.ofNames(config.zones());
    this.fallthrough = ZoneTable.ofNames(config.fallthrough());
    this.services = new Services(config, store);
    this.background = background;
    this.clock = clock;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    @Nullable Name zone = zones.find(query);
    if (zone == null) {
      return Outcome.NEXT;
    }
    Name name = Name.of(query.message(), Header.LENGTH);
    int type = query.qtype();
    if (type == RrType.SOA && name.equals(zone)) {
      soa(exchange.startReply(Rcode.NOERROR, true), RecordCursor.ANSWER, zone);
      return Outcome.ANSWERED;
    }
    if (waiting.get() >= MOST_WAITING) {
      return exchange.fail(Rcode.SERVFAIL, "etcd", MOST_WAITING + " queries wait for etcd already");
    }
    waiting.incrementAndGet();
    var lookup =
        new Lookup(services, zone, config.apexFallback(), (n, t) -> elsewhere(exchange, n, t));
    background.execute(() -> {
      Found found = find(lookup, name, type);
      exchange
          .loop()
          .execute(() -> {
            waiting.decrementAndGet();
            exchange.resume(finish(exchange, zone, found));
          });
    });
    return Outcome.PARKED;
  }

  /// What a look-up ended with.
  ///
  /// @param answer null if there is no such name, or after a failure
  /// @param failure null if there was none
  private record Found(@Nullable Answer answer, @Nullable String failure) {}

  private static Found find(Lookup lookup, Name name, int type) {
    try {
      return new Found(lookup.answer(name, type), null);
    } catch (MissingNameException e) {
      return new Found(null, null);
    } catch (IOException e) {
      return new Found(null, String.valueOf(e.getMessage()));
    }
  }

  private Outcome finish(Exchange exchange, Name zone, Found found) {
    if (found.failure() != null) {
      return exchange.fail(Rcode.SERVFAIL, "etcd", found.failure());
    }
    @Nullable Answer answer = found.answer();
    if (answer == null) {
      if (fallthrough.find(exchange.query()) != null) {
        return Outcome.NEXT;
      }
      soa(exchange.startReply(Rcode.NXDOMAIN, true), RecordCursor.AUTHORITY, zone);
      return Outcome.ANSWERED;
    }
    MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
    if (answer.isEmpty()) {
      soa(out, RecordCursor.AUTHORITY, zone);
    } else {
      out.flags(out.flags() | (answer.truncated() ? Header.TC : 0));
      answer.write(out);
    }
    return Outcome.ANSWERED;
  }

  private void soa(MessageWriter out, int section, Name zone) {
    Records.soa(
        out,
        section,
        zone.wire(),
        TTL,
        zone.prepend("ns.dns").wire(),
        zone.prepend("hostmaster").wire(),
        (int) clock.instant().getEpochSecond(),
        REFRESH,
        RETRY,
        EXPIRE,
        TTL);
  }

  /// Has the exchange's loop ask, and waits. On a virtual thread.
  private static byte @Nullable [] elsewhere(Exchange exchange, Name name, int type) {
    var reply = new CompletableFuture<byte @Nullable []>();
    exchange
        .loop()
        .execute(() -> {
          if (!exchange.ask(name.lower(), type, new Inner(reply))) {
            reply.complete(null);
          }
        });
    return reply.completeOnTimeout(null, ELSEWHERE_SECONDS, TimeUnit.SECONDS).join();
  }

  /// Keeps the octets of an inner reply.
  private record Inner(CompletableFuture<byte @Nullable []> reply) implements ReplySink {
    @Override
    public void send(Exchange inner) {
      reply.complete(Arrays.copyOf(inner.reply().buffer(), inner.reply().length()));
      inner.release();
    }

    @Override
    public void drop(Exchange inner) {
      reply.complete(null);
      inner.release();
    }
  }
}
