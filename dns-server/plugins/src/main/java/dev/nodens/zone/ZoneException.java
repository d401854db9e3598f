package dev.nodens.zone;

/// A zone that cannot be served; the message names file, zone and fault.
public final class ZoneException extends Exception {
  private static final long serialVersionUID = 1;

  /// A zone with this fault.
  public ZoneException(String message) {
    super(message);
  }

  /// A zone with this fault.
  public ZoneException(String message, Throwable cause) {
    super(message, cause);
  }
}
