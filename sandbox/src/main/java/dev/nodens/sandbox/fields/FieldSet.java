package dev.nodens.sandbox.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/// A set of field paths, as a tree. The tree holds, for each step, whether the path that ends there
/// is a member, and the members below it. Grown by [#add], afterwards shared and left alone; the
/// set operations return new sets. One thread while it grows.
public final class FieldSet {
  private final TreeSet<PathElement> members = new TreeSet<>();
  private final TreeMap<PathElement, FieldSet> children = new TreeMap<>();

  /// Adds the path; the empty path is ignored, nobody owns a whole object.
  public void add(List<PathElement> path) {
    if (path.isEmpty()) {
      return;
    }
    FieldSet here = this;
    for (PathElement step : path.subList(0, path.size() - 1)) {
      here = here.children.computeIfAbsent(step, s -> new FieldSet());
    }
    here.members.add(path.getLast());
  }

  /// A set of top-level fields.
  public static FieldSet ofFields(String... names) {
    var set = new FieldSet();
    for (String name : names) {
      set.add(List.of(PathElement.field(name)));
    }
    return set;
  }

  public boolean isEmpty() {
    return members.isEmpty() && children.values().stream().allMatch(FieldSet::isEmpty);
  }

  boolean isMember(PathElement step) {
    return members.contains(step);
  }

  /// The members below `step`, possibly none.
  FieldSet below(PathElement step) {
    FieldSet set = children.get(step);
    return set == null ? new FieldSet() : set;
  }

  public FieldSet union(FieldSet other) {
    var result = new FieldSet();
    result.members.addAll(members);
    result.members.addAll(other.members);
    result.children.putAll(children);
    other.children.forEach((step, set) -> result.children.merge(step, set, FieldSet::union));
    return result;
  }

  /// The paths that are members of both.
  public FieldSet intersection(FieldSet other) {
    var result = new FieldSet();
    result.members.addAll(members);
    result.members.retainAll(other.members);
    children.forEach((step, set) -> {
      FieldSet theirs = other.children.get(step);
      if (theirs != null) {
        result.put(step, set.intersection(theirs));
      }
    });
    return result;
  }

  /// The members of this set that are not members of `other`.
  public FieldSet minus(FieldSet other) {
    var result = new FieldSet();
    result.members.addAll(members);
    result.members.removeAll(other.members);
    children.forEach((step, set) -> result.put(step, set.minus(other.below(step))));
    return result;
  }

  /// The members of this set that are neither members of `other` nor lie below one.
  public FieldSet minusSubtrees(FieldSet other) {
    var result = new FieldSet();
    result.members.addAll(members);
    result.members.removeAll(other.members);
    children.forEach((step, set) -> {
      if (!other.members.contains(step)) {
        result.put(step, set.minusSubtrees(other.below(step)));
      }
    });
    return result;
  }

  private void put(PathElement step, FieldSet set) {
    if (!set.isEmpty()) {
      children.put(step, set);
    }
  }

  /// This set with each struct field on the way to a member made a member too; entries of maps and
  /// items of lists are not added.
  FieldSet withStructFields(Schema schema) {
    var result = new FieldSet();
    result.members.addAll(members);
    children.forEach((step, set) -> {
      Schema below = step.kind() == 'f' ? schema.propertyOrAny(step.text()) : schema.items();
      if (step.kind() == 'f' && schema.declares(step.text())) {
        result.members.add(step);
      }
      result.put(step, set.withStructFields(below));
    });
    return result;
  }

  /// Calls `visitor` with each member path and its last step.
  public void forEach(BiConsumer<List<PathElement>, PathElement> visitor) {
    walk(new ArrayList<>(), visitor);
  }

  private void walk(List<PathElement> prefix, BiConsumer<List<PathElement>, PathElement> visitor) {
    for (PathElement member : members) {
      var path = new ArrayList<>(prefix);
      path.add(member);
      visitor.accept(List.copyOf(path), member);
    }
    for (Map.Entry<PathElement, FieldSet> child : children.entrySet()) {
      prefix.add(child.getKey());
      child.getValue().walk(prefix, visitor);
      prefix.removeLast();
    }
  }

  /// The member paths in order.
  public List<List<PathElement>> paths() {
    var paths = new ArrayList<List<PathElement>>();
    forEach((path, last) -> paths.add(path));
    return paths;
  }

  /// The `fieldsV1` form.
  public ObjectNode toJson() {
    var json = Json.object();
    var steps = new TreeSet<>(members);
    steps.addAll(children.keySet());
    for (PathElement step : steps) {
      ObjectNode value = json.putObject(step.notation());
      FieldSet below = below(step);
      if (!below.isEmpty()) {
        if (members.contains(step)) {
          value.putObject(".");
        }
        value.setAll(below.toJson());
      }
    }
    return json;
  }

  /// Reads the `fieldsV1` form; notations of a newer API are left out.
  public static FieldSet fromJson(JsonNode json) {
    var set = new FieldSet();
    for (var entry : json.properties()) {
      if (entry.getKey().equals(".")) {
        continue;
      }
      PathElement.parse(entry.getKey())
          .ifPresent(step -> {
            if (entry.getValue().isEmpty() || entry.getValue().has(".")) {
              set.members.add(step);
            }
            set.put(step, fromJson(entry.getValue()));
          });
    }
    return set;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldSet that && paths().equals(that.paths());
  }

  @Override
  public int hashCode() {
    return paths().hashCode();
  }

  @Override
  public String toString() {
    return toJson().toString();
  }
}
