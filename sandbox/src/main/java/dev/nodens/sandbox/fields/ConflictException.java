package dev.nodens.sandbox.fields;

import java.util.List;

/// An apply that would take fields from other managers without `force`.
public final class ConflictException extends Exception {
  private static final long serialVersionUID = 1;

  /// One field and who owns it.
  public record Conflict(ManagedFields.Entry owner, List<PathElement> path) {}

  private final transient List<Conflict> conflicts;

  ConflictException(List<Conflict> conflicts) {
    super(conflicts.size() + " fields are owned by other managers");
    this.conflicts = List.copyOf(conflicts);
  }

  public List<Conflict> conflicts() {
    return conflicts;
  }
}
