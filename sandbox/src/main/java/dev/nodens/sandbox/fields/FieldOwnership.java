package dev.nodens.sandbox.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Server-side apply and the bookkeeping of every other write, for one kind of object.
///
/// The rules are those of Kubernetes: a manager owns what it applied, or what its update changed;
/// what an applier applied last time, does not apply any more and nobody else owns is removed;
/// changing what another owns is a conflict unless forced, and takes the ownership along. Pure; any
/// thread.
///
/// @param schema the kind's schema
/// @param reset fields that this endpoint does not write, such as `status` of the main resource
public record FieldOwnership(Schema schema, FieldSet reset) {
  private static final FieldSet UNTRACKED = untracked();
  private static final Manager BEFORE_FIRST_APPLY =
      new Manager("before-first-apply", false, "", "");

  /// An object and its owners after an apply.
  ///
  /// @param object the merged object without `managedFields`; equal to the live one when nothing
  ///   changes
  /// @param managed who owns what now
  public record Applied(ObjectNode object, ManagedFields managed) {}

  private static FieldSet untracked() {
    var set = FieldSet.ofFields("apiVersion", "kind", "metadata");
    for (String name :
        List.of(
            "name",
            "namespace",
            "creationTimestamp",
            "selfLink",
            "uid",
            "clusterName",
            "generation",
            "managedFields",
            "resourceVersion")) {
      set.add(List.of(PathElement.field("metadata"), PathElement.field(name)));
    }
    return set;
  }

  /// The owners after `manager` changed `before` into `after` other than by applying. Neither tree
  /// may carry `managedFields`.
  public ManagedFields update(
      JsonNode before, JsonNode after, ManagedFields managed, Manager manager, String time) {
    TypedTree.Difference difference = TypedTree.compare(schema, before, after).without(reset);
    FieldSet written = difference.written();
    FieldSet removed = difference.removed();
    ManagedFields next =
        managed.changeOthers(
            new Manager("", false, "", ""),
            e -> e.set().minus(e.set().intersection(written)).minus(removed));
    FieldSet taken = written.minus(UNTRACKED);
    if (taken.isEmpty()) {
      return next;
    }
    FieldSet own = next.of(manager).map(ManagedFields.Entry::set).orElseGet(FieldSet::new);
    return next.with(manager, own.union(taken), time).capped();
  }

  /// Merges what `manager` applies into the live object.
  ///
  /// @param live the live object without `managedFields`; `blank` when there is none yet
  /// @param blank an object of the kind that says nothing
  /// @param config what is applied
  /// @param force take fields from their owners instead of failing
  /// @throws ConflictException when other managers own fields that would change
  public Applied apply(
      ObjectNode live,
      ObjectNode blank,
      ObjectNode config,
      ManagedFields managed,
      Manager manager,
      boolean force,
      String time)
      throws ConflictException {
    ManagedFields known = managed;
    if (managed.isEmpty()) {
      var before = new Manager(BEFORE_FIRST_APPLY.name(), false, manager.apiVersion(), "");
      known = update(blank, live, managed, before, time);
    }
    JsonNode merged = TypedTree.merge(schema, live, config);
    FieldSet last = known.of(manager).map(ManagedFields.Entry::set).orElseGet(FieldSet::new);
    FieldSet set = TypedTree.paths(schema, config).minusSubtrees(reset);
    ManagedFields claimed = known.with(manager, set, time);
    JsonNode pruned = prune(merged, claimed, last);
    ManagedFields next = take(live, pruned, claimed, manager, force);
    boolean same = Json.same(live, pruned);
    // A changed set alone does not touch the time: a new applier that changes nothing has none.
    String stamp = same ? known.of(manager).map(ManagedFields.Entry::time).orElse("") : time;
    next = next.with(manager, set.minus(UNTRACKED), stamp);
    if (same && next.sameOwners(managed)) {
      return new Applied(live, managed);
    }
    return new Applied((ObjectNode) pruned, next);
  }

  /// Removes from `merged` what the applier owned before and nobody owns now.
  private JsonNode prune(JsonNode merged, ManagedFields managed, FieldSet last) {
    if (last.isEmpty()) {
      return merged;
    }
    FieldSet lastFields = last.withStructFields(schema);
    JsonNode pruned = orEmpty(TypedTree.remove(schema, merged, lastFields));
    FieldSet owned = new FieldSet();
    for (ManagedFields.Entry entry : managed.entries()) {
      owned = owned.union(entry.set());
    }
    FieldSet all = TypedTree.paths(schema, merged).withStructFields(schema);
    FieldSet left = TypedTree.paths(schema, pruned).withStructFields(schema);
    FieldSet unowned = all.minus(left.union(owned.withStructFields(schema)));
    pruned = orEmpty(TypedTree.remove(schema, merged, unowned));
    left = TypedTree.paths(schema, pruned).withStructFields(schema);
    return orEmpty(TypedTree.remove(schema, merged, all.minus(left).intersection(lastFields)));
  }

  private static JsonNode orEmpty(@Nullable JsonNode tree) {
    return tree == null ? Json.object() : tree;
  }

  /// Takes what changes between `live` and `after` from the other managers.
  private ManagedFields take(
      JsonNode live, JsonNode after, ManagedFields managed, Manager manager, boolean force)
      throws ConflictException {
    TypedTree.Difference difference = TypedTree.compare(schema, live, after).without(reset);
    FieldSet written = difference.written();
    if (!force) {
      var conflicts = new ArrayList<ConflictException.Conflict>();
      for (ManagedFields.Entry entry : managed.entries()) {
        if (!entry.manager().identity().equals(manager.identity())) {
          entry
              .set()
              .intersection(written)
              .paths()
              .forEach(path -> conflicts.add(new ConflictException.Conflict(entry, path)));
        }
      }
      if (!conflicts.isEmpty()) {
        throw new ConflictException(conflicts);
      }
    }
    return managed.changeOthers(
        manager, e -> e.set().minus(e.set().intersection(written)).minus(difference.removed()));
  }
}
