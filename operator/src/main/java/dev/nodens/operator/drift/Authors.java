package dev.nodens.operator.drift;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.nodens.operator.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Says who wrote a field, from `metadata.managedFields` of the live object.
public final class Authors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Entry> entries;

  private record Entry(String manager, String operation, String time, JsonNode fields) {
    boolean isOurs() {
      return manager.equals(Names.FIELD_MANAGER);
    }

    @Override
    public String toString() {
      return manager + " (" + operation + ")";
    }
  }

  private Authors(List<Entry> entries) {
    this.entries = entries;
  }

  /// Reads the entries of an object, those of its subresources left out.
  public static Authors of(JsonNode object) {
    List<Entry> entries = new ArrayList<>();
    for (JsonNode entry : object.path("metadata").path("managedFields")) {
      if (!entry.hasNonNull("subresource")) {
        entries.add(
            new Entry(
                entry.path("manager").asText(),
                entry.path("operation").asText(),
                entry.path("time").asText(),
                entry.path("fieldsV1")));
      }
    }
    entries.sort(Comparator.comparing(Entry::time).reversed());
    return new Authors(List.copyOf(entries));
  }

  /// The newest foreign manager that owns the field, as `manager (operation)`.
  public Optional<String> ofField(FieldPath path) {
    return entries.stream()
        .filter(entry -> !entry.isOurs() && owns(entry.fields(), path))
        .map(Entry::toString)
        .findFirst();
  }

  /// Who made a difference. A field that was removed has no owner any more; then it is the newest
  /// foreign writer, if it wrote after the operator.
  public Optional<String> of(Difference difference) {
    Optional<String> owner = ofField(difference.path());
    return owner.isPresent() || !difference.live().isMissingNode() ? owner : newestWriter();
  }

  /// The newest foreign writer of the object, unless the operator wrote later.
  public Optional<String> newestWriter() {
    return entries.stream().findFirst().filter(entry -> !entry.isOurs()).map(Entry::toString);
  }

  /// The newest foreign writer of the object.
  public Optional<String> newestOther() {
    return entries.stream().filter(entry -> !entry.isOurs()).findFirst().map(Entry::toString);
  }

  /// Whether the operator ever wrote the object.
  public boolean includeOperator() {
    return entries.stream().anyMatch(Entry::isOurs);
  }

  private static boolean owns(JsonNode fields, FieldPath path) {
    JsonNode at = fields;
    boolean inside = false;
    for (FieldPath.Element element : path.elements()) {
      JsonNode next =
          switch (element) {
            case FieldPath.Field(String name) -> at.path("f:" + name);
            case FieldPath.Item(Map<String, JsonNode> key) -> keyed(at, key);
          };
      if (next.isMissingNode()) {
        // An empty node stands for everything below: the list or map is owned as a whole.
        return inside && at.isEmpty();
      }
      at = next;
      inside = true;
    }
    return true;
  }

  private static JsonNode keyed(JsonNode list, Map<String, JsonNode> key) {
    for (var entry : list.properties()) {
      if (entry.getKey().startsWith("k:") && sameKey(entry.getKey().substring(2), key)) {
        return entry.getValue();
      }
    }
    return MissingNode.getInstance();
  }

  private static boolean sameKey(String json, Map<String, JsonNode> key) {
    try {
      JsonNode node = JSON.readTree(json);
      return key.entrySet().stream()
          .allMatch(part -> node.path(part.getKey()).asText().equals(part.getValue().asText()));
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
