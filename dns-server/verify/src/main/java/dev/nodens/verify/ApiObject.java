package dev.nodens.verify;

import java.util.List;
import java.util.Map;

/// A value of JSON, walked without asking at each step whether it is there.
///
/// @param value a map, a list or a string
record ApiObject(Object value) {
  private static final ApiObject NOTHING = new ApiObject("");

  /// The member at `path`; an empty one if there is none.
  ApiObject get(String... path) {
    ApiObject at = this;
    for (String name : path) {
      Object next = at.value instanceof Map<?, ?> map ? map.get(name) : null;
      at = next == null ? NOTHING : new ApiObject(next);
    }
    return at;
  }

  /// The elements of an array; none if it is not one.
  List<ApiObject> items() {
    return value instanceof List<?> list
        ? list.stream().map(item -> new ApiObject(item)).toList()
        : List.of();
  }

  /// The text at `path`, or empty.
  String text(String... path) {
    return get(path).value instanceof String text ? text : "";
  }

  String name() {
    return text("metadata", "name");
  }

  String namespace() {
    return text("metadata", "namespace");
  }
}
