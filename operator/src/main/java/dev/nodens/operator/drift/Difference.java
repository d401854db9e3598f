package dev.nodens.operator.drift;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodens.crd.Drift;

/// One field in which a live object differs from the declared one.
///
/// @param path where
/// @param type what happened
/// @param declared the value that should be there; missing when none should
/// @param live the value that is there; missing when none is
public record Difference(FieldPath path, Drift.Type type, JsonNode declared, JsonNode live) {}
