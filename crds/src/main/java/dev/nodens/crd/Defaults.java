package dev.nodens.crd;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  static <V> Map<String, V> copy(@Nullable Map<String, V> value, Map<String, V> fallback) {
    return value == null ? fallback : Collections.unmodifiableMap(new LinkedHashMap<>(value));
  }
}
