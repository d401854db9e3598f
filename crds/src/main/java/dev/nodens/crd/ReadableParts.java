package dev.nodens.crd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a stored document that another version may have written: what this version does not know
/// is left out and named, instead of failing the whole object and with it every watch that carries
/// it.
///
/// @param value what could be read; empty when nothing could
/// @param unreadable what was left out, one message each, in the order of discovery
record ReadableParts<T>(Optional<T> value, List<String> unreadable) {
  private static final ObjectMapper STRICT = new ObjectMapper();
  private static final int MOST_PROBLEMS = 20;

  /// Reads a document.
  ///
  /// @param root how messages call it, such as `spec`
  static <T> ReadableParts<T> of(JsonNode stored, Class<T> type, String root) {
    JsonNode rest = stored.deepCopy();
    List<String> unreadable = new ArrayList<>();
    while (unreadable.size() < MOST_PROBLEMS) {
      try {
        return new ReadableParts<>(
            Optional.of(STRICT.treeToValue(rest, type)), List.copyOf(unreadable));
      } catch (JsonMappingException e) {
        unreadable.add(message(e, root));
        if (!cut(rest, e.getPath())) {
          break;
        }
      } catch (JsonProcessingException e) {
        unreadable.add(root + ": " + e.getOriginalMessage());
        break;
      }
    }
    return new ReadableParts<>(Optional.empty(), List.copyOf(unreadable));
  }

  private static String message(JsonMappingException e, String root) {
    var path = new StringBuilder(root);
    for (Reference step : e.getPath()) {
      path.append(
          step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
    }
    return switch (e) {
      case UnrecognizedPropertyException unknown -> path + " is a field that this version lacks";
      case InvalidFormatException invalid when invalid.getTargetType().isEnum() ->
          path + ": \"" + invalid.getValue() + "\" is not one of " + known(invalid.getTargetType());
      default -> path + ": " + e.getOriginalMessage();
    };
  }

  private static List<String> known(Class<?> type) {
    List<String> values = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      values.add(STRICT.convertValue(constant, String.class));
    }
    return values;
  }

  /// Takes the innermost list element on the way out of the document, else the field itself: an
  /// element without one of its fields would mean something else.
  private static boolean cut(JsonNode document, List<Reference> path) {
    int end = path.size() - 1;
    for (int i = path.size() - 1; i >= 0; i--) {
      if (path.get(i).getFieldName() == null) {
        end = i;
        break;
      }
    }
    JsonNode parent = document;
    for (Reference step : path.subList(0, Math.max(end, 0))) {
      parent =
          step.getFieldName() == null
              ? parent.path(step.getIndex())
              : parent.path(step.getFieldName());
    }
    if (end < 0) {
      return false;
    }
    Reference last = path.get(end);
    return switch (parent) {
      case ObjectNode object when last.getFieldName() != null ->
          object.remove(last.getFieldName()) != null;
      case ArrayNode array when last.getFieldName() == null ->
          array.remove(last.getIndex()) != null;
      default -> false;
    };
  }
}
