package dev.nodens.plugin.transfer;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.core.Transport;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.IpLiteral;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import dev.nodens.zone.Serial;
import dev.nodens.zone.TransferSource;
import dev.nodens.zone.Zone;
import dev.nodens.zone.ZoneListener;
import dev.nodens.zone.ZoneMaker;
import dev.nodens.zone.ZoneRecordStream;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers AXFR (RFC 5936) and, with the whole zone or with nothing new, IXFR (RFC 1995 §2). Shared
/// by all event loops.
final class TransferHandler implements Handler, ZoneListener {
  private static final Logger LOG = LoggerFactory.getLogger(TransferHandler.class);
  private static final long LATER_NANOS = 5_000_000;

  private final TransferConfig config;
  private final Notifier notifier;
  private final Executor background;
  private volatile List<TransferSource> sources = List.of();
  private volatile List<ZoneMaker> makers = List.of();

  /// @param background runs what makes zones
  TransferHandler(TransferConfig config, Notifier notifier, Executor background) {
    this.config = config;
    this.notifier = notifier;
    this.background = background;
  }

  /// Takes zones from these plugins, the first that has the zone or can make it.
  void sources(List<TransferSource> holders, List<ZoneMaker> zoneMakers) {
    sources = List.copyOf(holders);
    makers = List.copyOf(zoneMakers);
  }

  @Override
  public void changed(Name origin) {
    TransferConfig.@Nullable Rule rule = rule(origin);
    if (rule != null) {
      notifier.tell(origin, rule);
    }
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    if (query.qtype() != RrType.AXFR && query.qtype() != RrType.IXFR) {
      return Outcome.NEXT;
    }
    if (exchange.transport() == Transport.UDP || exchange.transport() == Transport.INTERNAL) {
      return exchange.fail(Rcode.REFUSED);
    }
    Name origin = Name.of(query.qname(), 0);
    TransferConfig.@Nullable Rule rule = rule(origin);
    if (rule == null) {
      return Outcome.NEXT;
    }
    byte[] client = Arrays.copyOf(exchange.clientAddress(), exchange.clientAddressLength());
    if (!isAllowed(rule, client)) {
      exchange.startReply(Rcode.REFUSED, false);
      return Outcome.ANSWERED;
    }
    long known = query.qtype() == RrType.IXFR ? knownSerial(query, exchange.cursor()) : -1;
    if (query.qtype() == RrType.IXFR && known < 0) {
      return exchange.fail(Rcode.SERVFAIL);
    }
    @Nullable Zone zone = zone(origin);
    if (zone != null) {
      return answer(exchange, zone, known);
    }
    for (ZoneMaker maker : makers) {
      if (maker.makes(origin)) {
        background.execute(() -> make(exchange, maker, origin, known));
        return Outcome.PARKED;
      }
    }
    return Outcome.NEXT;
  }

  private static void make(Exchange exchange, ZoneMaker maker, Name origin, long known) {
    Zone zone = maker.make(origin);
    exchange
        .loop()
        .execute(() -> {
          Outcome outcome = answer(exchange, zone, known);
          if (outcome != Outcome.PARKED) {
            exchange.resume(outcome);
          }
        });
  }

  /// @param known serial number that the client has; -1 if it wants everything
  private static Outcome answer(Exchange exchange, Zone zone, long known) {
    if (known >= 0 && !Serial.isNewer(zone.serial(), known)) {
      ZoneRecordStream.upToDate(zone, exchange.startReply(Rcode.NOERROR, true));
      byte[] client = Arrays.copyOf(exchange.clientAddress(), exchange.clientAddressLength());
      LOG.info(
          "plugin/transfer: Outgoing noop, incremental transfer for up to date zone {} to {} for {}"
              + " SOA serial",
          GoSyntax.quote(zone.origin().toString()),
          IpLiteral.text(client),
          zone.serial());
      return Outcome.ANSWERED;
    }
    return new Sending(exchange, zone).first();
  }

  private @Nullable Zone zone(Name origin) {
    for (TransferSource source : sources) {
      @Nullable Zone zone = source.transferable(origin);
      if (zone != null) {
        return zone;
      }
    }
    return null;
  }

  /// The use with the longest zone that `name` lies in, or null.
  private TransferConfig.@Nullable Rule rule(Name name) {
    TransferConfig.@Nullable Rule best = null;
    int longest = -1;
    for (TransferConfig.Rule rule : config.rules()) {
      for (Name zone : rule.zones()) {
        if (name.isAtOrBelow(zone) && zone.length() > longest) {
          best = rule;
          longest = zone.length();
        }
      }
    }
    return best;
  }

  private static boolean isAllowed(TransferConfig.Rule rule, byte[] client) {
    return rule.anyone()
        || rule.secondaries().stream()
            .anyMatch(
                peer -> Arrays.equals(InetAddress.ofLiteral(peer.host()).getAddress(), client));
  }

  /// The serial number in the SOA record of an IXFR query's authority section, or -1.
  private static long knownSerial(Query query, RecordCursor records) {
    long serial = -1;
    int count = 0;
    if (records.reset(query.message(), query.length())) {
      while (records.next()) {
        if (records.section() == RecordCursor.AUTHORITY) {
          count++;
          serial = records.type() == RrType.SOA ? serial(records) : -1;
        }
      }
    }
    return count == 1 ? serial : -1;
  }

  private static long serial(RecordCursor soa) {
    byte[] name = new byte[WireName.MAX_LENGTH + 1];
    int end = soa.dataAt() + soa.dataLength();
    int numbers = end - 20;
    boolean readable = WireName.expand(soa.message(), soa.dataAt(), end, name, 0) > 0;
    return readable && numbers > soa.dataAt() ? Octets.u32(soa.message(), numbers) : -1;
  }

  /// One transfer on its way, message by message, so that other clients of the event loop are
  /// served meanwhile.
  private static final class Sending implements Runnable {
    private final Exchange exchange;
    private final Zone zone;
    private final ZoneRecordStream records;

    Sending(Exchange exchange, Zone zone) {
      this.exchange = exchange;
      this.zone = zone;
      this.records = new ZoneRecordStream(zone);
    }

    Outcome first() {
      if (next()) {
        return Outcome.ANSWERED;
      }
      send();
      return Outcome.PARKED;
    }

    @Override
    public void run() {
      if (next()) {
        exchange.resume(Outcome.ANSWERED);
      } else {
        send();
      }
    }

    /// Fills the next message; true if it is the last one.
    private boolean next() {
      MessageWriter out = exchange.startReply(Rcode.NOERROR, true);
      boolean last = records.fill(out);
      if (last) {
        byte[] client = Arrays.copyOf(exchange.clientAddress(), exchange.clientAddressLength());
        LOG.info(
            "plugin/transfer: Outgoing transfer of {} records of zone {} to {} for {} SOA serial",
            records.written(),
            GoSyntax.quote(zone.origin().toString()),
            IpLiteral.text(client),
            zone.serial());
      }
      return last;
    }

    private void send() {
      switch (exchange.sendPart()) {
        case OPEN -> exchange.loop().execute(this);
        case FULL -> exchange.loop().schedule(this, LATER_NANOS);
        case GONE -> exchange.loop().execute(() -> exchange.resume(Outcome.DROPPED));
      }
    }
  }
}
