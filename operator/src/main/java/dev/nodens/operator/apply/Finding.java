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
public record Finding(
    ObjectKey key,
    String path,
    Drift.Type type,
    Optional<String> declared,
    Optional<String> live,
    Optional<String> author,
    Drift.Severity severity,
    Drift.Action action) {

  Finding with(Drift.Action otherAction) {
    return new Finding(key, path, type, declared, live, author, severity, otherAction);
  }
}
