package dev.nodens.plugin.tls.acme;

import java.io.IOException;
import java.time.Instant;

/// The authority limits how often it may be asked.
final class TryLaterException extends IOException {
  private static final long serialVersionUID = 1;

  private final Instant at;

  /// @param at when it may be asked again
  TryLaterException(String message, Instant at, Throwable cause) {
    super(message, cause);
    this.at = at;
  }

  /// When it may be asked again.
  Instant at() {
    return at;
  }
}
