package dev.nodens.zone;

import dev.nodens.wire.Name;
import org.jspecify.annotations.Nullable;

/// A zone that is served, and what it holds now: nothing before it was read or transferred first.
/// Written by one thread at a time, read by event loops.
public final class ZoneSlot {
  private final Name origin;
  private volatile @Nullable Zone zone;
  private volatile boolean expired;

  /// An empty place for zone `origin`.
  public ZoneSlot(Name origin) {
    this.origin = origin;
  }

  public Name origin() {
    return origin;
  }

  /// What is served, or null.
  public @Nullable Zone zone() {
    return zone;
  }

  /// Serves `newZone` from now on.
  public void use(Zone newZone) {
    zone = newZone;
    expired = false;
  }

  /// Whether a copy is too old to be served (RFC 1035 §3.3.13: EXPIRE).
  public boolean expired() {
    return expired;
  }

  /// Serves nothing until the next [#use].
  public void expire() {
    expired = true;
  }
}
