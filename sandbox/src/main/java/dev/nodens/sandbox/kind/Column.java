package dev.nodens.sandbox.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.function.BiFunction;

/// One column of `kubectl get`.
///
/// @param name the heading
/// @param type the JSON type that clients are told, such as `string` or `integer`
/// @param format `name` for the object's name, else empty
/// @param priority 0 is always shown, 1 with `-o wide`
/// @param cell the value, from the object and the time now
public record Column(
    String name,
    String type,
    String format,
    int priority,
    BiFunction<ObjectNode, Instant, JsonNode> cell) {}
