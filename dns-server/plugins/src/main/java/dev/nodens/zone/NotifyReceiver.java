package dev.nodens.zone;

import dev.nodens.core.Exchange;
import dev.nodens.core.Outcome;

/// What becomes of a NOTIFY message (RFC 1996) for a zone that is served.
@FunctionalInterface
public interface NotifyReceiver {
  /// Replies to, or drops, the message in `exchange`.
  Outcome notified(Exchange exchange, ZoneSlot slot);

  /// Drops all: a primary takes no notice (CoreDNS's rule).
  static NotifyReceiver deaf() {
    return (exchange, slot) -> Outcome.DROPPED;
  }
}
