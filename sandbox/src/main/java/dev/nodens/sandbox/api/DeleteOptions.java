package dev.nodens.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodens.sandbox.json.Json;

/// How a deletion is to be done.
///
/// @param propagation `Background`, `Foreground`, `Orphan` or empty
/// @param graceSeconds negative for the default of the kind
/// @param uid delete only this incarnation; empty for any
/// @param resourceVersion delete only this version; empty for any
/// @param dryRun answer as if, delete nothing
public record DeleteOptions(
    String propagation, long graceSeconds, String uid, String resourceVersion, boolean dryRun) {
  public static final DeleteOptions NOW = new DeleteOptions("", 0, "", "", false);
  public static final DeleteOptions DEFAULT = new DeleteOptions("", -1, "", "", false);

  static DeleteOptions of(JsonNode body, boolean dryRun) {
    JsonNode grace = Json.at(body, "gracePeriodSeconds");
    String propagation = Json.text(body, "propagationPolicy");
    if (propagation.isEmpty() && Json.at(body, "orphanDependents").asBoolean()) {
      propagation = "Orphan";
    }
    return new DeleteOptions(
        propagation,
        grace.isNumber() ? grace.asLong() : -1,
        Json.text(body, "preconditions", "uid"),
        Json.text(body, "preconditions", "resourceVersion"),
        dryRun || !Json.at(body, "dryRun").isEmpty());
  }
}
