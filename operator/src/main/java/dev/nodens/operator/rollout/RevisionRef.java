package dev.nodens.operator.rollout;

import dev.nodens.crd.ClusterDNSStatus.Revision;

/// Which revision.
///
/// @param number its number
/// @param name name of its ConfigMap, which says what is in it
public record RevisionRef(long number, String name) {
  /// The revision of a status.
  public static RevisionRef of(Revision revision) {
    return new RevisionRef(revision.number(), revision.name());
  }

  /// Whether both have the same content.
  boolean isSame(RevisionRef other) {
    return name.equals(other.name);
  }
}
