package dev.nodens.plugin.dynupdate;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.core.ReplySeal;
import dev.nodens.core.Uncacheable;
import dev.nodens.wire.Header;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Opcode;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import dev.nodens.zone.NotifyReceiver;
import dev.nodens.zone.TransferSource;
import dev.nodens.zone.Zone;
import dev.nodens.zone.ZoneHandler;
import dev.nodens.zone.ZoneListener;
import dev.nodens.zone.update.LiveZone;
import dev.nodens.zone.update.UpdateRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Answers from the zone, and has UPDATE messages carried out away from the event loop. Shared by
/// all event loops.
final class DynupdateHandler implements Handler, TransferSource, Uncacheable {
  private final DynupdateConfig config;
  private volatile LiveZone zone;
  private final ZoneHandler answers = new ZoneHandler(List.of(), List.of(), NotifyReceiver.deaf());
  private final Executor background;
  private volatile ZoneListener listener = ZoneListener.none();

  DynupdateHandler(DynupdateConfig config, LiveZone zone, Executor background) {
    this.config = config;
    this.zone = zone;
    this.background = background;
    answers.use(List.of(zone.slot()));
  }

  /// Serves `live` from now on, which is the same zone.
  void use(LiveZone live) {
    zone = live;
    answers.use(List.of(live.slot()));
  }

  /// Has the zone written to its database, if it never was.
  void keep() {
    LiveZone live = zone;
    live.execute(live::keep, background);
  }

  /// Tells `who` of changes from now on.
  void tell(ZoneListener who) {
    listener = who;
  }

  @Override
  public boolean takesUpdates() {
    return true;
  }

  @Override
  public List<Name> uncacheable() {
    return List.of(config.zone());
  }

  @Override
  public @Nullable Zone transferable(Name origin) {
    return answers.transferable(origin);
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    if (query.opcode() != Opcode.UPDATE) {
      return answers.serve(exchange);
    }
    if (query.qtype() != RrType.SOA || query.qclass() != RrClass.IN) {
      return reply(exchange, Rcode.FORMERR);
    }
    if (!Name.of(query.qname(), 0).equals(config.zone())) {
      return reply(exchange, Rcode.NOTAUTH);
    }
    ReplySeal seal = exchange.seal();
    Name signer = seal == null ? null : seal.signer();
    int records =
        Octets.u16(query.message(), Header.ANCOUNT) + Octets.u16(query.message(), Header.NSCOUNT);
    if (signer == null || !config.knows(signer) || records > config.limits().requestRecords()) {
      return reply(exchange, Rcode.REFUSED);
    }
    byte[] message = Arrays.copyOf(query.message(), query.length());
    LiveZone live = zone;
    boolean accepted = live.execute(() -> carryOut(exchange, live, message, signer), background);
    return accepted
        ? Outcome.PARKED
        : exchange.fail(Rcode.SERVFAIL, "dynupdate", "too many UPDATE messages wait already");
  }

  private static Outcome reply(Exchange exchange, int rcode) {
    exchange.startReply(rcode, true);
    return Outcome.ANSWERED;
  }

  /// On a thread that may block.
  private void carryOut(Exchange exchange, LiveZone live, byte[] message, Name signer) {
    LiveZone.Result result = result(live, message, signer);
    exchange.loop().execute(() -> exchange.resume(reply(exchange, result.rcode())));
    if (result.changed() && live.isIdle()) {
      // After a burst of changes once.
      listener.changed(config.zone());
    }
  }

  private LiveZone.Result result(LiveZone live, byte[] message, Name signer) {
    try {
      UpdateRequest request = UpdateRequest.read(message);
      return live.apply(request, change -> config.allows(signer, change), config.limits());
    } catch (IOException e) {
      return new LiveZone.Result(Rcode.FORMERR, false);
    }
  }
}
