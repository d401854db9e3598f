package dev.nodens.corefile;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Port: the variables that `{$NAME}` and `{%NAME%}` refer to.
@FunctionalInterface
public interface Environment {

  /// The value of `name`, or null if it is unset, which reads as the empty text.
  @Nullable String value(String name);

  /// The variables of this process.
  static Environment process() {
    return System::getenv;
  }

  static Environment of(Map<String, String> values) {
    return Map.copyOf(values)::get;
  }

  static Environment empty() {
    return name -> null;
  }
}
