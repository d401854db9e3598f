package dev.nodens.golang.template;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A value with a fixed set of fields: one that it does not have is an error, not nothing.
///
/// @param values by field name
public record Fields(Map<String, @Nullable Object> values) {
  @Nullable Object get(String name) {
    if (!values.containsKey(name)) {
      throw new TemplateException("can't evaluate field " + name);
    }
    return values.get(name);
  }
}
