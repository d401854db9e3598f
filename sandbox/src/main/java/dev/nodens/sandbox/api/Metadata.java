package dev.nodens.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.kind.ResourceType;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// The part of `metadata` that the server writes. Pure but for uid and name suffixes; any thread.
final class Metadata {
  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final List<String> OF_THE_SERVER =
      List.of(
          "uid",
          "creationTimestamp",
          "generation",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");

  private final RandomGenerator random = new SecureRandom();

  /// A time as objects carry it: RFC 3339, whole seconds.
  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /// `prefix` and five letters nobody chose.
  String generateName(String prefix) {
    var name = new StringBuilder(prefix);
    for (int i = 0; i < 5; i++) {
      name.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
    }
    return name.toString();
  }

  /// Stamps a new object.
  void stampNew(ResourceType type, ObjectNode object, Instant now) {
    ObjectNode metadata = Json.ensureObject(object, "metadata");
    metadata.remove(List.of("selfLink", "deletionTimestamp", "deletionGracePeriodSeconds"));
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", time(now));
    if (type.generation()) {
      metadata.put("generation", 1);
    } else {
      metadata.remove("generation");
    }
  }

  /// Keeps what only the server changes, and counts the generation.
  void keep(ResourceType type, ObjectNode object, ObjectNode before) {
    ObjectNode metadata = Json.ensureObject(object, "metadata");
    JsonNode old = Json.at(before, "metadata");
    metadata.remove("selfLink");
    for (String field : OF_THE_SERVER) {
      JsonNode value = old.get(field);
      if (value == null) {
        metadata.remove(field);
      } else {
        metadata.set(field, value);
      }
    }
    if (type.generation() && specChanged(type, object, before)) {
      metadata.put("generation", Json.at(old, "generation").asLong() + 1);
    }
  }

  private static boolean specChanged(ResourceType type, ObjectNode object, ObjectNode before) {
    if (!type.custom() && type.schema().declares("spec")) {
      return !Json.same(Json.at(object, "spec"), Json.at(before, "spec"));
    }
    var ignored = type.status() ? List.of("metadata", "status") : List.of("metadata");
    return !Json.same(object.deepCopy().remove(ignored), before.deepCopy().remove(ignored));
  }
}
