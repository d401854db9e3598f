package dev.nodens.plugin.ready;

import dev.nodens.core.config.HostPort;

/// What `ready` says.
///
/// @param address where `/ready` is served
/// @param monitor whether a plugin that was ready once is asked again
public record ReadyConfig(HostPort address, Monitor monitor) {
  /// How long a plugin's word counts.
  public enum Monitor {
    /// Ready once is ready for good.
    UNTIL_READY,
    /// Asked at every request.
    CONTINUOUSLY
  }
}
