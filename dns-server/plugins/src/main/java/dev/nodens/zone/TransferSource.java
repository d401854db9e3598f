package dev.nodens.zone;

import dev.nodens.wire.Name;
import org.jspecify.annotations.Nullable;

/// A handler whose zones can be transferred to other servers. Any thread.
public interface TransferSource {
  /// The zone that is called exactly `origin`, or null if it is not served here or not there yet.
  @Nullable Zone transferable(Name origin);
}
