package dev.nodens.core;

import dev.nodens.wire.Name;
import java.util.List;

/// A handler with zones whose answers no cache of this server may keep: their data change while
/// clients look on.
public interface Uncacheable {
  /// These zones; fixed.
  List<Name> uncacheable();
}
