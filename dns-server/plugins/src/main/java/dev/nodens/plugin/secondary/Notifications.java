package dev.nodens.plugin.secondary;

import dev.nodens.core.Exchange;
import dev.nodens.core.Outcome;
import dev.nodens.corefile.IpLiteral;
import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import dev.nodens.zone.NotifyReceiver;
import dev.nodens.zone.ZoneSlot;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes NOTIFY messages of the zones' primaries (RFC 1996 §4): confirms, and has the zone checked.
/// Others are dropped. Shared by all event loops.
final class Notifications implements NotifyReceiver {
  private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);

  private final Copies copies;
  private final Executor background;
  private final Set<Name> running = ConcurrentHashMap.newKeySet();

  Notifications(Copies copies, Executor background) {
    this.copies = copies;
    this.background = background;
  }

  @Override
  public Outcome notified(Exchange exchange, ZoneSlot slot) {
    byte[] address = Arrays.copyOf(exchange.clientAddress(), exchange.clientAddressLength());
    @Nullable Copying copy = copies.get(slot.origin());
    if (copy == null || !copy.isPrimary(address)) {
      LOG.debug("plugin/secondary: dropped a notify from {}", IpLiteral.text(address));
      return Outcome.DROPPED;
    }
    if (running.add(slot.origin())) {
      background.execute(() -> check(copy, slot.origin(), IpLiteral.text(address)));
    }
    exchange.startReply(Rcode.NOERROR, true);
    return Outcome.ANSWERED;
  }

  private void check(Copying copy, Name zone, String from) {
    try {
      copy.zone().notified(from);
    } finally {
      running.remove(zone);
    }
  }
}
