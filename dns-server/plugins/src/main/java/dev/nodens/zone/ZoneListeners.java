package dev.nodens.zone;

import dev.nodens.core.Handler;
import dev.nodens.core.Installation;

/// Finds whoever wants to hear of changed zones.
public final class ZoneListeners {
  private static final String TRANSFER = "transfer";

  private ZoneListeners() {}

  /// The `transfer` of the same block, once all plugins are installed; nobody if there is none.
  public static ZoneListener of(Installation installation) {
    return installation
        .peer(TRANSFER, Handler.class)
        .filter(ZoneListener.class::isInstance)
        .map(ZoneListener.class::cast)
        .orElse(ZoneListener.none());
  }
}
