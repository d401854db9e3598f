package dev.nodens.sandbox.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// JSON merge patch (RFC 7396). Pure; any thread.
public final class MergePatch {
  private MergePatch() {}

  /// The document after `patch`; neither argument is changed.
  public static JsonNode apply(JsonNode document, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch.deepCopy();
    }
    ObjectNode result = document instanceof ObjectNode object ? object.deepCopy() : Json.object();
    for (var change : changes.properties()) {
      JsonNode value = change.getValue();
      if (value.isNull()) {
        result.remove(change.getKey());
      } else {
        result.set(change.getKey(), apply(Json.at(result, change.getKey()), value));
      }
    }
    return result;
  }
}
