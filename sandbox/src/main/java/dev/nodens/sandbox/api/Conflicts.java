package dev.nodens.sandbox.api;

import dev.nodens.sandbox.fields.ConflictException;
import dev.nodens.sandbox.fields.ConflictException.Conflict;
import dev.nodens.sandbox.fields.ManagedFields;
import dev.nodens.sandbox.fields.PathElement;
import dev.nodens.sandbox.json.ApiError;
import dev.nodens.sandbox.json.ApiError.Cause;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The answer to an apply that would take fields of others.
final class Conflicts {
  private Conflicts() {}

  static ApiError error(ConflictException exception) {
    List<Conflict> conflicts = exception.conflicts();
    var causes =
        conflicts.stream()
            .map(c ->
                new Cause(
                    "FieldManagerConflict",
                    "conflict with " + owner(c.owner()),
                    PathElement.describe(c.path())))
            .toList();
    return ApiError.applyConflict(message(conflicts), causes);
  }

  private static String message(List<Conflict> conflicts) {
    if (conflicts.size() == 1) {
      Conflict only = conflicts.getFirst();
      return "Apply failed with 1 conflict: conflict with "
          + owner(only.owner())
          + ": "
          + PathElement.describe(only.path());
    }
    var byOwner =
        conflicts.stream()
            .collect(
                Collectors.groupingBy(
                    c -> owner(c.owner()),
                    TreeMap::new,
                    Collectors.mapping(
                        c -> "\n- " + PathElement.describe(c.path()), Collectors.joining())));
    return "Apply failed with "
        + conflicts.size()
        + " conflicts: "
        + byOwner.entrySet().stream()
            .map(e -> "conflicts with " + e.getKey() + ":" + e.getValue())
            .collect(Collectors.joining("\n"));
  }

  private static String owner(ManagedFields.Entry owner) {
    var text = new StringBuilder("\"" + owner.manager().name() + "\"");
    if (!owner.manager().subresource().isEmpty()) {
      text.append(" with subresource \"").append(owner.manager().subresource()).append('"');
    }
    if (!owner.manager().applies()) {
      text.append(" using ").append(owner.manager().apiVersion());
      if (!owner.time().isEmpty()) {
        text.append(" at ").append(owner.time());
      }
    }
    return text.toString();
  }
}
