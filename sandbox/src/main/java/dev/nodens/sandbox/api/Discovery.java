package dev.nodens.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.kind.Kinds;
import dev.nodens.sandbox.kind.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the API says of itself: groups, versions, resources, and an OpenAPI v3 document of each
/// group. Any thread.
final class Discovery {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final String SCHEMAS = "#/components/schemas/";

  private final Kinds kinds;

  Discovery(Kinds kinds) {
    this.kinds = kinds;
  }

  ObjectNode coreVersions() {
    ObjectNode versions = Json.object().put("kind", "APIVersions");
    versions.putArray("versions").add("v1");
    versions.putArray("serverAddressByClientCIDRs");
    return versions;
  }

  ObjectNode groups() {
    ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = list.putArray("groups");
    versionsByGroup().forEach((name, versions) -> groups.add(group(name, versions)));
    return list;
  }

  Optional<ObjectNode> group(String name) {
    return Optional.ofNullable(versionsByGroup().get(name))
        .map(v -> group(name, v).put("kind", "APIGroup").put("apiVersion", "v1"));
  }

  private static ObjectNode group(String name, Set<String> versions) {
    ObjectNode group = Json.object().put("name", name);
    ArrayNode list = group.putArray("versions");
    for (String version : versions) {
      list.addObject().put("groupVersion", name + "/" + version).put("version", version);
    }
    group.set("preferredVersion", list.get(0));
    return group;
  }

  private Map<String, Set<String>> versionsByGroup() {
    var groups = new TreeMap<String, Set<String>>();
    for (ResourceType type : kinds.all()) {
      if (!type.group().isEmpty()) {
        groups.computeIfAbsent(type.group(), g -> new TreeSet<>()).add(type.version());
      }
    }
    groups.computeIfAbsent("authorization.k8s.io", g -> new TreeSet<>()).add("v1");
    return groups;
  }

  /// The resources of a group and version; empty when there are none.
  Optional<ObjectNode> resources(String group, String version) {
    ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
    list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    ArrayNode resources = list.putArray("resources");
    for (ResourceType type : kinds.all()) {
      if (type.group().equals(group) && type.version().equals(version)) {
        ObjectNode one = resource(resources.addObject(), type.plural(), type, VERBS);
        one.put("singularName", type.singular());
        texts(one, "shortNames", type.shortNames());
        texts(one, "categories", type.categories());
        if (type.status()) {
          var verbs = List.of("get", "patch", "update");
          resource(resources.addObject(), type.plural() + "/status", type, verbs);
        }
      }
    }
    if (group.equals("authorization.k8s.io")) {
      for (String kind : List.of("SelfSubjectAccessReview", "SelfSubjectRulesReview")) {
        ObjectNode one = resources.addObject();
        one.put("name", kind.toLowerCase(java.util.Locale.ROOT) + "s");
        one.put("singularName", kind.toLowerCase(java.util.Locale.ROOT));
        one.put("namespaced", false).put("kind", kind);
        one.putArray("verbs").add("create");
      }
    }
    return resources.isEmpty() ? Optional.empty() : Optional.of(list);
  }

  private static ObjectNode resource(
      ObjectNode into, String name, ResourceType type, List<String> verbs) {
    into.put("name", name).put("singularName", "");
    into.put("namespaced", type.namespaced()).put("kind", type.kind());
    ArrayNode list = into.putArray("verbs");
    verbs.forEach(list::add);
    return into;
  }

  private static void texts(ObjectNode into, String field, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode list = into.putArray(field);
      values.forEach(list::add);
    }
  }

  /// Where the OpenAPI documents are.
  ObjectNode openApiPaths() {
    ObjectNode index = Json.object();
    ObjectNode paths = index.putObject("paths");
    for (ResourceType type : kinds.all()) {
      String path = (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
      paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path);
    }
    return index;
  }

  /// The OpenAPI v3 document of a group and version: the schemas, and of the paths what kubectl
  /// asks about, which patches a kind takes and that field validation is known.
  Optional<ObjectNode> openApi(String apiVersion) {
    ObjectNode document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", "Nodens sandbox").put("version", "v1.36.3");
    ObjectNode paths = document.putObject("paths");
    ObjectNode schemas = Json.ensureObject(document, "components", "schemas");
    for (ResourceType type : kinds.all()) {
      if (type.apiVersion().equals(apiVersion)) {
        path(paths, type);
        if (type.custom()) {
          custom(schemas, type);
        }
      }
    }
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    kinds.types().definitions().forEach((name, node) -> schemas.set(name, qualified(node)));
    return Optional.of(document);
  }

  private static void path(ObjectNode paths, ResourceType type) {
    String prefix = (type.group().isEmpty() ? "/api/" : "/apis/") + type.apiVersion();
    String space = type.namespaced() ? "/namespaces/{namespace}/" : "/";
    ObjectNode patch =
        paths.putObject(prefix + space + type.plural() + "/{name}").putObject("patch");
    ArrayNode parameters = patch.putArray("parameters");
    for (String name : List.of("dryRun", "fieldManager", "fieldValidation", "force")) {
      parameters.addObject().put("name", name).put("in", "query");
    }
    ObjectNode content = Json.ensureObject(patch, "requestBody", "content");
    content.putObject("application/json-patch+json");
    content.putObject("application/merge-patch+json");
    content.putObject("application/apply-patch+yaml");
    if (!type.custom()) {
      content.putObject("application/strategic-merge-patch+json");
    }
    patch.putObject("responses");
    patch.set("x-kubernetes-group-version-kind", groupVersionKind(type));
    patch.put("x-kubernetes-action", "patch");
  }

  private static void custom(ObjectNode schemas, ResourceType type) {
    ObjectNode schema = Json.object().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    type.schema()
        .declaredProperties()
        .forEach(p -> properties.set(p.getKey(), qualified(p.getValue())));
    schema.set("description", type.schema().keyword("description"));
    schema.putArray("x-kubernetes-group-version-kind").add(groupVersionKind(type));
    if (schema.get("description").isMissingNode()) {
      schema.remove("description");
    }
    schemas.set(type.group() + "." + type.version() + "." + type.kind(), schema);
  }

  private static ObjectNode groupVersionKind(ResourceType type) {
    return Json.object()
        .put("group", type.group())
        .put("version", type.version())
        .put("kind", type.kind());
  }

  /// References in the table are bare names; a document wants paths.
  private static JsonNode qualified(JsonNode node) {
    JsonNode copy = node.deepCopy();
    qualify(copy);
    return copy;
  }

  private static void qualify(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.get("$ref") instanceof com.fasterxml.jackson.databind.node.TextNode name
        && !name.asText().startsWith("#")) {
      object.put("$ref", SCHEMAS + name.asText());
    }
    node.forEach(Discovery::qualify);
  }
}
