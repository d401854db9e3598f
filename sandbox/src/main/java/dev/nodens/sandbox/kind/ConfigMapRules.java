package dev.nodens.sandbox.kind;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.ApiError.Cause;
import dev.nodens.sandbox.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// ConfigMaps and Secrets: what is immutable stays as it is.
final class ConfigMapRules implements KindRules {
  private static final int MAX_BYTES = 1024 * 1024;

  private final boolean secret;

  /// @param secret true for Secrets
  ConfigMapRules(boolean secret) {
    this.secret = secret;
  }

  @Override
  public void fillDefaults(ObjectNode object) {
    if (!secret) {
      return;
    }
    PodRules.put(object, "type", "Opaque");
    if (object.remove("stringData") instanceof ObjectNode plain) {
      ObjectNode data = Json.ensureObject(object, "data");
      Json.strings(plain)
          .forEach((key, value) ->
              data.put(
                  key,
                  java.util.Base64.getEncoder()
                      .encodeToString(value.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
    }
  }

  @Override
  public List<Cause> check(ObjectNode object, @Nullable ObjectNode before) {
    var causes = new ArrayList<Cause>();
    for (var entry : Json.at(object, "data").properties()) {
      if (!entry.getKey().matches("[-._a-zA-Z0-9]{1,253}")) {
        causes.add(
            Cause.invalid(
                "data[" + entry.getKey() + "]",
                "\"" + entry.getKey() + "\"",
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"));
      }
    }
    int size = Json.at(object, "data").toString().length();
    if (size > MAX_BYTES) {
      String message = "Too long: may not be more than " + MAX_BYTES + " bytes";
      causes.add(new Cause("FieldValueTooLong", message, "data"));
    }
    if (before != null && Json.at(before, "immutable").asBoolean()) {
      if (!Json.at(object, "immutable").asBoolean()) {
        causes.add(Cause.forbidden("immutable", "field is immutable when `immutable` is set"));
      }
      for (String field : List.of("data", "binaryData")) {
        if (!Json.same(Json.at(object, field), Json.at(before, field))) {
          causes.add(Cause.forbidden(field, "field is immutable when `immutable` is set"));
        }
      }
    }
    return causes;
  }
}
