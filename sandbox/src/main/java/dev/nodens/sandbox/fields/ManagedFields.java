package dev.nodens.sandbox.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// `metadata.managedFields`: which manager owns which paths, and since when. Immutable; any thread.
public final class ManagedFields {
  /// The most Update entries an object keeps; older ones are joined.
  private static final int MAX_UPDATERS = 10;

  private static final Manager ANCIENT = new Manager("ancient-changes", false, "", "");

  /// What one manager owns.
  ///
  /// @param manager who
  /// @param set the paths
  /// @param time RFC 3339, seconds, of the last change of this set
  public record Entry(Manager manager, FieldSet set, String time) {}

  public static final ManagedFields NONE = new ManagedFields(Map.of());

  private final Map<Manager, Entry> entries;

  private ManagedFields(Map<Manager, Entry> entries) {
    this.entries = entries;
  }

  /// Reads the list of an object; a missing list is the same as an empty one.
  public static ManagedFields of(JsonNode list) {
    var entries = new LinkedHashMap<Manager, Entry>();
    for (JsonNode item : list) {
      var manager =
          new Manager(
              Json.text(item, "manager"),
              Json.text(item, "operation").equals("Apply"),
              Json.text(item, "apiVersion"),
              Json.text(item, "subresource"));
      FieldSet set = FieldSet.fromJson(Json.at(item, "fieldsV1"));
      entries.put(manager.identity(), new Entry(manager, set, Json.text(item, "time")));
    }
    return new ManagedFields(entries);
  }

  /// True for the two ways of saying "forget all owners": an empty list, or one empty entry.
  public static boolean isReset(JsonNode list) {
    return list.isArray() && (list.isEmpty() || (list.size() == 1 && list.get(0).isEmpty()));
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  public Optional<Entry> of(Manager manager) {
    return Optional.ofNullable(entries.get(manager.identity()));
  }

  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /// These entries with the one of `manager` set to `set`; an empty set removes it.
  ManagedFields with(Manager manager, FieldSet set, String time) {
    var next = new LinkedHashMap<>(entries);
    if (set.isEmpty()) {
      next.remove(manager.identity());
    } else {
      next.put(manager.identity(), new Entry(manager, set, time));
    }
    return new ManagedFields(next);
  }

  /// These entries with the sets of all managers but `except` passed through `change`; entries that
  /// own nothing afterwards are gone.
  ManagedFields changeOthers(Manager except, Function<Entry, FieldSet> change) {
    var next = new LinkedHashMap<Manager, Entry>();
    entries.forEach((id, entry) -> {
      FieldSet set = id.equals(except.identity()) ? entry.set() : change.apply(entry);
      if (!set.isEmpty()) {
        next.put(id, new Entry(entry.manager(), set, entry.time()));
      }
    });
    return new ManagedFields(next);
  }

  /// True when both give the same paths to the same managers, whatever the times.
  public boolean sameOwners(ManagedFields other) {
    return entries.keySet().equals(other.entries.keySet())
        && entries.entrySet().stream()
            .allMatch(e -> {
              Entry theirs = other.of(e.getKey()).orElseThrow();
              return theirs.set().equals(e.getValue().set())
                  && theirs.manager().equals(e.getValue().manager());
            });
  }

  /// Joins the oldest Update entries when there are more than ten.
  ManagedFields capped() {
    var updaters =
        entries.values().stream()
            .filter(e -> !e.manager().applies())
            .sorted(Comparator.comparing(Entry::time))
            .toList();
    if (updaters.size() <= MAX_UPDATERS) {
      return this;
    }
    var next = new LinkedHashMap<>(entries);
    FieldSet joined = new FieldSet();
    String time = "";
    String apiVersion = "";
    for (Entry old : updaters.subList(0, updaters.size() - MAX_UPDATERS + 1)) {
      next.remove(old.manager().identity());
      joined = joined.union(old.set());
      time = old.time();
      apiVersion = old.manager().apiVersion();
    }
    var ancient = new Manager(ANCIENT.name(), false, apiVersion, "");
    next.put(ancient, new Entry(ancient, joined, time));
    return new ManagedFields(next);
  }

  /// The list as objects carry it: appliers first, then by time and name.
  public ArrayNode toJson() {
    ArrayNode list = Json.array();
    entries.values().stream()
        .sorted(
            Comparator.comparing((Entry e) -> e.manager().operation())
                .thenComparing(Entry::time)
                .thenComparing(e -> e.manager().name())
                .thenComparing(e -> e.manager().apiVersion())
                .thenComparing(e -> e.manager().subresource()))
        .forEach(e -> list.add(toJson(e)));
    return list;
  }

  private static ObjectNode toJson(Entry entry) {
    ObjectNode json =
        Json.object().put("apiVersion", entry.manager().apiVersion()).put("fieldsType", "FieldsV1");
    json.set("fieldsV1", entry.set().toJson());
    json.put("manager", entry.manager().name()).put("operation", entry.manager().operation());
    if (!entry.manager().subresource().isEmpty()) {
      json.put("subresource", entry.manager().subresource());
    }
    return entry.time().isEmpty() ? json : json.put("time", entry.time());
  }
}
