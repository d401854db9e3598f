package dev.nodens.plugin.kubernetes.feed;

import java.io.IOException;

/// The API server answered, but not with what was asked for.
final class ApiStatusException extends IOException {
  private static final long serialVersionUID = 1;
  private static final int GONE = 410;

  private final int status;

  /// @param status HTTP status, or the code of an error event
  ApiStatusException(int status, String message) {
    super("status " + status + (message.isEmpty() ? "" : ": " + message));
    this.status = status;
  }

  int status() {
    return status;
  }

  /// Whether the resource version or continue token is too old: list anew.
  boolean isExpired() {
    return status == GONE;
  }

  /// Whether the API server did not understand a parameter of the request.
  boolean isMisunderstanding() {
    return status == 400 || status == 404 || status == 405 || status == 415 || status == 422;
  }
}
