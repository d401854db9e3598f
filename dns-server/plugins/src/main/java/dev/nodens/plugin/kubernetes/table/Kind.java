package dev.nodens.plugin.kubernetes.table;

/// The kinds of objects that names are made of.
public enum Kind {
  SERVICE(1),
  SLICE(2),
  NAMESPACE(4),
  POD(8);

  private final int bit;

  Kind(int bit) {
    this.bit = bit;
  }

  /// One bit of its own, for sets of kinds.
  int bit() {
    return bit;
  }
}
