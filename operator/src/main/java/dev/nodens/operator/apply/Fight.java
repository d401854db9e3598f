package dev.nodens.operator.apply;

import java.time.Instant;
import java.util.Optional;

/// Somebody who writes a field again whenever it was put back.
///
/// @param key the object
/// @param path the field as people read it; empty for the whole object
/// @param author who it is, if anybody can be named
/// @param reverts how often the field was put back since it began
/// @param nextTry when it is put back once more
public record Fight(
    ObjectKey key, String path, Optional<String> author, int reverts, Instant nextTry) {}
