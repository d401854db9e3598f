package dev.nodens.operator.apply;

import dev.nodens.crd.Drift;
import java.util.Optional;

/// A difference that counts as drift, with what was done about it.
///
/// @param key the object
/// @param path the field as people read it; empty for the whole object
/// @param type what happened
/// @param declared declared value as JSON
/// @param live live value as JSON
/// @param author who did it, if anybody can be named
/// @param severity how bad it is
/// @param action what the operator did
/// @param fight the fight that it is part of
public record Finding(
    ObjectKey key,
    String path,
    Drift.Type type,
    Optional<String> declared,
    Optional<String> live,
    Optional<String> author,
    Drift.Severity severity,
    Drift.Action action,
    Optional<Fight> fight) {

  /// A finding that nobody fights about.
  public Finding(
      ObjectKey key,
      String path,
      Drift.Type type,
      Optional<String> declared,
      Optional<String> live,
      Optional<String> author,
      Drift.Severity severity,
      Drift.Action action) {
    this(key, path, type, declared, live, author, severity, action, Optional.empty());
  }

  /// The same with something else done about it.
  public Finding with(Drift.Action otherAction) {
    return new Finding(key, path, type, declared, live, author, severity, otherAction, fight);
  }

  /// Whether the difference is gone, so that nobody will find it again.
  public boolean isUndone() {
    return action == Drift.Action.REVERTED || action == Drift.Action.RECREATED;
  }

  Finding in(Optional<Fight> theFight) {
    return new Finding(key, path, type, declared, live, author, severity, action, theFight);
  }

  Finding by(String otherAuthor) {
    return new Finding(
        key, path, type, declared, live, Optional.of(otherAuthor), severity, action, fight);
  }
}
