package dev.nodens.zone;

import dev.nodens.wire.RrType;
import org.jspecify.annotations.Nullable;

/// One name of a zone. A name without records of its own but with names below it is a node as well
/// (RFC 4592 §2.2.2: empty non-terminal). Immutable once the zone is built.
final class Node {
  private final byte[] name;
  private final Rrset[] rrsets;
  private @Nullable Node wildcard;

  /// @param name in lower case, wire form
  Node(byte[] name, Rrset[] rrsets) {
    this.name = name;
    this.rrsets = rrsets;
  }

  /// The name in lower case, wire form. Not to be changed.
  byte[] name() {
    return name;
  }

  boolean isEmpty() {
    return rrsets.length == 0;
  }

  int types() {
    return rrsets.length;
  }

  Rrset rrset(int index) {
    return rrsets[index];
  }

  /// The records of `type`, or null.
  @Nullable Rrset find(int type) {
    for (Rrset rrset : rrsets) {
      if (rrset.type() == type) {
        return rrset;
      }
    }
    return null;
  }

  /// The alias, if this name is one.
  @Nullable Rrset alias() {
    return find(RrType.CNAME);
  }

  /// The node `*.NAME`, or null.
  @Nullable Node wildcard() {
    return wildcard;
  }

  /// Called while the zone is built, only.
  void wildcard(Node node) {
    wildcard = node;
  }
}
