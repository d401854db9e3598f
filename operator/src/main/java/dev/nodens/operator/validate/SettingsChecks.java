package dev.nodens.operator.validate;

import dev.nodens.core.server.SourceRate;
import dev.nodens.plugin.forward.Resilience;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Judges `spec.settings` with the server's own readers: a value that the server cannot read keeps
/// it from starting. Settings that have a few values only are judged by the rules of the
/// definition. Pure; any thread.
public final class SettingsChecks {
  private static final Map<String, Consumer<String>> READERS =
      Map.of(SourceRate.VARIABLE, SourceRate::of, Resilience.VARIABLE, Resilience::of);

  private SettingsChecks() {}

  /// What is wrong with `settings`: a text for each, with the field, the value, and what is taken.
  public static List<String> problems(Map<String, String> settings) {
    List<String> problems = new ArrayList<>();
    for (var setting : new TreeMap<>(settings).entrySet()) {
      Consumer<String> reader = READERS.get(setting.getKey());
      if (reader != null && !setting.getValue().isBlank()) {
        try {
          reader.accept(setting.getValue());
        } catch (IllegalArgumentException e) {
          problems.add("spec.settings." + e.getMessage());
        }
      }
    }
    return problems;
  }
}
