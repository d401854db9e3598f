package dev.nodens.plugin.reload;

import java.time.Duration;

/// What `reload` says.
///
/// @param interval how often the Corefile is looked at; at least 2 s
/// @param jitter at most this much is added to an interval, so that a fleet does not reload at once
public record ReloadConfig(Duration interval, Duration jitter) {
  /// Without arguments.
  public static final ReloadConfig DEFAULT =
      new ReloadConfig(Duration.ofSeconds(30), Duration.ofSeconds(15));
}
