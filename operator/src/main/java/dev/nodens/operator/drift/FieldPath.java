package dev.nodens.operator.drift;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Where a field is in an object: names of fields and, in lists whose elements have a key, those
/// keys.
///
/// @param elements from the outside in
public record FieldPath(List<Element> elements) {
  /// The object itself.
  public static final FieldPath ROOT = new FieldPath(List.of());

  /// A step into a field or a list element.
  public sealed interface Element {}

  /// A field of an object.
  ///
  /// @param name as in the JSON
  public record Field(String name) implements Element {}

  /// An element of a list.
  ///
  /// @param key names and values of the fields that identify it
  public record Item(Map<String, JsonNode> key) implements Element {
    boolean matches(JsonNode element) {
      return key.entrySet().stream()
          .allMatch(part -> element.path(part.getKey()).equals(part.getValue()));
    }
  }

  public FieldPath {
    elements = List.copyOf(elements);
  }

  /// The path of fields only.
  public static FieldPath of(String... fields) {
    FieldPath path = ROOT;
    for (String field : fields) {
      path = path.field(field);
    }
    return path;
  }

  /// One field deeper.
  public FieldPath field(String name) {
    return with(new Field(name));
  }

  /// One list element deeper.
  public FieldPath item(Map<String, JsonNode> key) {
    return with(new Item(key));
  }

  private FieldPath with(Element element) {
    List<Element> longer = new ArrayList<>(elements);
    longer.add(element);
    return new FieldPath(longer);
  }

  /// Whether this is the other path or lies in it.
  public boolean isAtOrBelow(FieldPath other) {
    return elements.size() >= other.elements.size()
        && elements.subList(0, other.elements.size()).equals(other.elements);
  }

  /// Whether a field of this name is on the way.
  public boolean passes(String field) {
    return elements.contains(new Field(field));
  }

  /// The JSON pointer (RFC 6901) of this place in an object; an element that is not there gets `-`.
  public String pointerIn(JsonNode object) {
    var pointer = new StringBuilder();
    JsonNode at = object;
    for (Element element : elements) {
      switch (element) {
        case Field(String name) -> {
          pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
          at = at.path(name);
        }
        case Item item -> {
          int index = indexOf(at, item);
          pointer.append('/').append(index < 0 ? "-" : Integer.toString(index));
          at = at.path(index);
        }
      }
    }
    return pointer.toString();
  }

  private static int indexOf(JsonNode list, Item item) {
    for (int i = 0; i < list.size(); i++) {
      if (item.matches(list.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /// As people read it, such as `/spec/template/spec/containers[dns-server]/image`.
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (Element element : elements) {
      switch (element) {
        case Field(String name) -> text.append('/').append(name);
        case Item(Map<String, JsonNode> key) ->
            text.append('[')
                .append(String.join(",", key.values().stream().map(JsonNode::asText).toList()))
                .append(']');
      }
    }
    return text.toString();
  }
}
