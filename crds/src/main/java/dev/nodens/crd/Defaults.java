package dev.nodens.crd;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Fills in what a document left out.
final class Defaults {
  private Defaults() {}

  static <T> T or(@Nullable T value, T fallback) {
    return value == null ? fallback : value;
  }

  static <T> List<T> copy(@Nullable List<T> value, List<T> fallback) {
    return value == null ? fallback : List.copyOf(value);
  }

  /// Sorted, so that what is rendered from it is always the same text.
  static <V> Map<String, V> copy(@Nullable Map<String, V> value, Map<String, V> fallback) {
    return Collections.unmodifiableMap(new TreeMap<>(value == null ? fallback : value));
  }
}
