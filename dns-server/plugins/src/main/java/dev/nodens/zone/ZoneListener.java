package dev.nodens.zone;

import dev.nodens.wire.Name;

/// Hears of zones whose content changed. Any thread; may block.
@FunctionalInterface
public interface ZoneListener {
  /// Zone `origin` has new content.
  void changed(Name origin);

  /// Nobody listens.
  static ZoneListener none() {
    return origin -> {};
  }
}
