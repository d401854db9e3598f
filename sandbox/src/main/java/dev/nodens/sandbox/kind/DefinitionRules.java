package dev.nodens.sandbox.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.ApiError.Cause;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.schema.KubernetesTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// CustomResourceDefinitions: their defaults, the checks that matter, and the resources they
/// define.
public final class DefinitionRules implements KindRules {
  @Override
  public void fillDefaults(ObjectNode definition) {
    ObjectNode spec = Json.ensureObject(definition, "spec");
    ObjectNode names = Json.ensureObject(spec, "names");
    String kind = Json.text(names, "kind");
    PodRules.put(names, "singular", kind.toLowerCase(Locale.ROOT));
    PodRules.put(names, "listKind", kind + "List");
    if (!spec.has("conversion")) {
      spec.putObject("conversion").put("strategy", "None");
    }
  }

  @Override
  public void decide(
      ObjectNode definition, @Nullable ObjectNode before, ServiceAddresses addresses) {
    ObjectNode status = Json.ensureObject(definition, "status");
    status.set("acceptedNames", Json.at(definition, "spec", "names").deepCopy());
    var stored = status.putArray("storedVersions");
    for (JsonNode version : Json.at(definition, "spec", "versions")) {
      if (Json.at(version, "storage").asBoolean()) {
        stored.add(Json.text(version, "name"));
      }
    }
    if (before == null) {
      String time = Json.text(definition, "metadata", "creationTimestamp");
      var conditions = status.putArray("conditions");
      conditions
          .addObject()
          .put("lastTransitionTime", time)
          .put("message", "no conflicts found")
          .put("reason", "NoConflicts")
          .put("status", "True")
          .put("type", "NamesAccepted");
      conditions
          .addObject()
          .put("lastTransitionTime", time)
          .put("message", "the initial names have been accepted")
          .put("reason", "InitialNamesAccepted")
          .put("status", "True")
          .put("type", "Established");
    }
  }

  @Override
  public List<Cause> check(ObjectNode definition, @Nullable ObjectNode before) {
    var causes = new ArrayList<Cause>();
    JsonNode spec = Json.at(definition, "spec");
    String name = Json.text(definition, "metadata", "name");
    String expected = Json.text(spec, "names", "plural") + "." + Json.text(spec, "group");
    if (!name.equals(expected)) {
      String detail = "must be spec.names.plural+\".\"+spec.group";
      causes.add(Cause.invalid("metadata.name", "\"" + name + "\"", detail));
    }
    long storage =
        StreamSupport.stream(Json.at(spec, "versions").spliterator(), false)
            .filter(v -> Json.at(v, "storage").asBoolean())
            .count();
    if (storage != 1) {
      String detail = "must have exactly one version marked as storage version";
      causes.add(Cause.invalid("spec.versions", "[]", detail));
    }
    for (JsonNode version : Json.at(spec, "versions")) {
      if (!Json.at(version, "schema", "openAPIV3Schema").isObject()) {
        causes.add(
            Cause.required("spec.versions[0].schema.openAPIV3Schema", "schemas are required"));
      }
    }
    return causes;
  }

  /// The resource that a definition defines, in its storage version.
  public static Optional<ResourceType> define(ObjectNode definition, KubernetesTypes types) {
    JsonNode spec = Json.at(definition, "spec");
    JsonNode names = Json.at(spec, "names");
    for (JsonNode version : Json.at(spec, "versions")) {
      if (Json.at(version, "storage").asBoolean() && Json.at(version, "served").asBoolean()) {
        return Optional.of(
            new ResourceType(
                Json.text(spec, "group"),
                Json.text(version, "name"),
                Json.text(names, "plural"),
                Json.text(names, "singular"),
                Json.text(names, "kind"),
                texts(Json.at(names, "shortNames")),
                texts(Json.at(names, "categories")),
                Json.text(spec, "scope").equals("Namespaced"),
                types.custom(Json.at(version, "schema", "openAPIV3Schema")),
                true,
                Json.at(version, "subresources", "status").isObject(),
                true,
                KindRules.NONE,
                Columns.custom(Json.at(version, "additionalPrinterColumns"))));
      }
    }
    return Optional.empty();
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }
}
