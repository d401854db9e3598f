package dev.nodens.sandbox.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.nodens.sandbox.api.Resources;
import dev.nodens.sandbox.api.Target;
import dev.nodens.sandbox.api.WriteOptions;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.json.MergePatch;
import dev.nodens.sandbox.kind.ResourceType;
import dev.nodens.sandbox.store.Stored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// The objects of the simulated cluster, as somebody with `kubectl` sees and edits them.
public final class Declared {
  /// Name of the ClusterDNS.
  public static final String NAME = "cluster";

  private final Resources resources;

  public Declared(Resources resources) {
    this.resources = resources;
  }

  /// Applies a manifest of one object.
  public void apply(Path file) {
    apply(read(file));
  }

  /// Applies an object, over whatever others wrote.
  public void apply(ObjectNode object) {
    ResourceType type =
        resources
            .kinds()
            .ofKind(Json.text(object, "apiVersion"), Json.text(object, "kind"))
            .orElseThrow();
    var _ =
        resources.apply(
            Target.of(type, "", Json.text(object, "metadata", "name")),
            object,
            WriteOptions.by("kubectl").forced());
  }

  /// A manifest of one object.
  public static ObjectNode read(Path file) {
    try {
      return (ObjectNode) new YAMLMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Merges a patch into an object of `kube-system` or of the cluster, as somebody else.
  public void edit(String group, String plural, String name, String patch) {
    JsonNode change = Json.parse(patch);
    var _ =
        resources.patch(
            target(group, plural, name),
            (schema, live) -> (ObjectNode) MergePatch.apply(live, change),
            WriteOptions.by("kubectl-edit"));
  }

  /// The object; an empty one when there is none.
  public JsonNode get(String group, String plural, String name) {
    return resources
        .find(target(group, plural, name))
        .<JsonNode>map(Stored::tree)
        .orElseGet(Json::object);
  }

  /// The status of the ClusterDNS.
  public JsonNode status() {
    return Json.at(get("nodens.dev", "clusterdnses", NAME), "status");
  }

  /// The generation of the ClusterDNS.
  public long generation() {
    return Json.at(get("nodens.dev", "clusterdnses", NAME), "metadata", "generation").asLong();
  }

  /// The status of a condition, such as `True`; empty while there is none.
  public String condition(String type) {
    return Json.text(whole(type), "status");
  }

  /// Reason and message of a condition, such as `Valid: The configuration passes`.
  public String why(String type) {
    return Json.text(whole(type), "reason") + ": " + Json.text(whole(type), "message");
  }

  private JsonNode whole(String type) {
    for (JsonNode condition : Json.at(status(), "conditions")) {
      if (Json.text(condition, "type").equals(type)) {
        return condition;
      }
    }
    return Json.object();
  }

  /// Whether every one of `nodes` nodes was proved to serve the newest declaration.
  public boolean isServedBy(int nodes) {
    JsonNode status = status();
    return Json.at(status, "observedGeneration").asLong() == generation()
        && condition("Ready").equals("True")
        && condition("Progressing").equals("False")
        && condition("ConfigServed").equals("True")
        && Json.at(status, "nodes", "desired").asInt() == nodes
        && Json.at(status, "nodes", "available").asInt() == nodes;
  }

  private Target target(String group, String plural, String name) {
    ResourceType type =
        resources
            .kinds()
            .find(group, group.equals("nodens.dev") ? "v1alpha1" : "v1", plural)
            .orElseThrow();
    return Target.of(type, type.namespaced() ? "kube-system" : "", name);
  }
}
