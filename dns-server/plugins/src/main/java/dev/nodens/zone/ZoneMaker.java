package dev.nodens.zone;

import dev.nodens.wire.Name;

/// A handler that can make zones of what it knows, for transfers to other servers.
public interface ZoneMaker {
  /// Whether it can make the zone that is called exactly `origin` now. Any thread; does not block.
  boolean makes(Name origin);

  /// The zone as it is now. For a virtual thread: takes as long as the zone is large.
  Zone make(Name origin);
}
