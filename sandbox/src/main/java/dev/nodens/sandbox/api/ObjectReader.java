package dev.nodens.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.ApiError;
import dev.nodens.sandbox.json.ApiError.Cause;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.kind.ResourceType;
import dev.nodens.sandbox.schema.Conformer;
import java.util.List;

/// Makes what a client sent into an object of its kind: known fields only, defaults filled in,
/// named. Any thread.
final class ObjectReader {
  private final Metadata metadata;

  ObjectReader(Metadata metadata) {
    this.metadata = metadata;
  }

  /// The object that a request carries.
  ///
  /// @param warnings receives a sentence for each unknown field, when the client wants to know
  /// @throws ApiError 400 when it is another kind, or has unknown fields and the client is strict
  ObjectNode read(ResourceType type, ObjectNode body, WriteOptions options, List<String> warnings) {
    boolean otherKind = body.has("kind") && !Json.text(body, "kind").equals(type.kind());
    boolean otherVersion =
        body.has("apiVersion") && !Json.text(body, "apiVersion").equals(type.apiVersion());
    if (otherKind || otherVersion) {
      throw ApiError.badRequest(
          Json.text(body, "kind")
              + " in version \""
              + Json.text(body, "apiVersion")
              + "\" cannot be handled as a "
              + type.kind()
              + ": the object provided is unrecognized");
    }
    var conformer = new Conformer(!type.custom());
    ObjectNode object = conform(conformer, type, body);
    List<String> unknown =
        conformer.unknownFields().stream()
            .sorted()
            .map(u -> "unknown field \"" + u + "\"")
            .toList();
    if (!unknown.isEmpty() && options.unknownFields() == WriteOptions.UnknownFields.STRICT) {
      String kind = type.kind() + " in version \"" + type.version() + "\"";
      String prefix = kind + " cannot be handled as a " + type.kind() + ": ";
      throw ApiError.badRequest(prefix + "strict decoding error: " + String.join(", ", unknown));
    }
    if (options.unknownFields() == WriteOptions.UnknownFields.WARN) {
      warnings.addAll(unknown);
    }
    return object;
  }

  /// The object with its defaults, whatever it was made from.
  ObjectNode complete(ResourceType type, ObjectNode object) {
    return conform(new Conformer(!type.custom()), type, object);
  }

  private static ObjectNode conform(Conformer conformer, ResourceType type, ObjectNode body) {
    ObjectNode object = conformer.conform(type.schema(), body);
    object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    Json.ensureObject(object, "metadata");
    type.rules().fillDefaults(object);
    return object;
  }

  /// An object of the kind that says nothing yet.
  static ObjectNode blank(ResourceType type) {
    ObjectNode blank = type.custom() ? Json.object() : Conformer.zero(type.schema());
    return blank.put("apiVersion", type.apiVersion()).put("kind", type.kind());
  }

  /// Checks what an apply request carries, and names it; unknown fields are never applied.
  ///
  /// @throws ApiError 400 or 500 when it cannot be applied
  Target checkApplied(Target target, ObjectNode config) {
    if (!Json.text(config, "apiVersion").equals(target.type().apiVersion())) {
      throw ApiError.badRequest(
          "Incorrect version specified in apply patch. Specified patch version: "
              + Json.text(config, "apiVersion")
              + ", expected: "
              + target.type().apiVersion());
    }
    if (Json.at(config, "metadata").has("managedFields")) {
      throw ApiError.badRequest("metadata.managedFields must be nil");
    }
    String called =
        "%s/%s; %s/%s, Kind=%s"
            .formatted(
                Json.text(config, "metadata", "namespace"),
                Json.text(config, "metadata", "name"),
                target.type().group(),
                target.type().version(),
                target.type().kind());
    Target named = name(target, config);
    var conformer = new Conformer(!target.type().custom());
    conform(conformer, target.type(), config);
    if (!conformer.unknownFields().isEmpty()) {
      String message =
          "failed to create typed patch object (%s): .%s: field not declared in schema"
              .formatted(called, conformer.unknownFields().getFirst());
      throw new ApiError(500, "", message);
    }
    return named;
  }

  /// Settles name and namespace of the object between its own words and the path of the request.
  ///
  /// @throws ApiError 400 when they differ
  Target name(Target target, ObjectNode object) {
    ObjectNode meta = Json.ensureObject(object, "metadata");
    String given = Json.text(meta, "name");
    if (target.name().isEmpty()) {
      String prefix = Json.text(meta, "generateName");
      if (given.isEmpty() && prefix.isEmpty()) {
        var cause = Cause.required("metadata.name", "name or generateName is required");
        throw ApiError.invalid(target.type().group(), target.type().kind(), "", List.of(cause));
      }
      meta.put("name", given.isEmpty() ? metadata.generateName(prefix) : given);
    } else if (given.isEmpty()) {
      meta.put("name", target.name());
    } else if (!given.equals(target.name())) {
      throw ApiError.badRequest(
          "the name of the object ("
              + given
              + ") does not match the name on the URL ("
              + target.name()
              + ")");
    }
    String namespace = Json.text(meta, "namespace");
    if (!target.type().namespaced()) {
      meta.remove("namespace");
    } else if (namespace.isEmpty()) {
      meta.put("namespace", target.namespace());
    } else if (!namespace.equals(target.namespace())) {
      throw ApiError.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    return target.named(Json.text(meta, "name"));
  }
}
