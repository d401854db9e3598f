package dev.nodens.sandbox.kind;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodens.sandbox.json.Json;
import java.util.stream.StreamSupport;

/// A `LabelSelector` object: `matchLabels` and `matchExpressions`, all of which must hold.
///
/// @param selector the object; one without requirements matches everything
public record LabelSelector(JsonNode selector) {
  /// @param labels an object of strings, or a missing node
  public boolean matches(JsonNode labels) {
    for (var required : Json.at(selector, "matchLabels").properties()) {
      if (!labels.has(required.getKey())
          || !Json.text(labels, required.getKey()).equals(required.getValue().asText())) {
        return false;
      }
    }
    for (JsonNode expression : Json.at(selector, "matchExpressions")) {
      if (!holds(expression, labels)) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(JsonNode expression, JsonNode labels) {
    String key = Json.text(expression, "key");
    boolean present = labels.has(key);
    boolean listed =
        present
            && StreamSupport.stream(Json.at(expression, "values").spliterator(), false)
                .anyMatch(v -> v.asText().equals(Json.text(labels, key)));
    return switch (Json.text(expression, "operator")) {
      case "In" -> listed;
      case "NotIn" -> !listed;
      case "Exists" -> present;
      case "DoesNotExist" -> !present;
      default -> false;
    };
  }
}
