package dev.nodens.plugin.kubernetes.table;

/// Collects what an object of the API says, in any order, and makes its row; reused.
public interface RowBuilder {
  /// Where `metadata.name` goes.
  Draft name();

  /// Where `metadata.namespace` goes; stays empty if the object is in none.
  Draft namespace();

  /// Forgets everything.
  void clear();

  /// Whether the object has the names that tell it from others.
  boolean hasKey();

  /// Whether it has all that names need: only then it belongs into the table.
  default boolean isComplete() {
    return hasKey();
  }

  /// Writes the row to `row`; without [#isComplete] only its key counts.
  void build(Draft row);
}
