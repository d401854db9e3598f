package dev.nodens.sandbox.kind;

import dev.nodens.sandbox.fields.FieldOwnership;
import dev.nodens.sandbox.fields.FieldSet;
import dev.nodens.sandbox.schema.Schema;
import java.util.List;

/// A resource that the API serves.
///
/// @param group the API group, empty for the core group
/// @param version such as `v1`
/// @param plural the name in paths
/// @param singular the name that kubectl also accepts
/// @param kind the kind of its objects
/// @param shortNames further names that kubectl accepts
/// @param categories the sets that it belongs to, such as `all`
/// @param namespaced false for objects of the whole cluster
/// @param schema what its objects look like
/// @param custom true when a CustomResourceDefinition defines it
/// @param status true when `status` is a subresource of its own
/// @param generation true when `metadata.generation` counts the changes of the specification
/// @param rules what else is particular
/// @param columns what `kubectl get` shows
public record ResourceType(
    String group,
    String version,
    String plural,
    String singular,
    String kind,
    List<String> shortNames,
    List<String> categories,
    boolean namespaced,
    Schema schema,
    boolean custom,
    boolean status,
    boolean generation,
    KindRules rules,
    List<Column> columns) {

  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /// The name of the resource without its version, such as `daemonsets.apps`.
  public String qualified() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /// Who owns which fields, for writes to the resource itself or to its `status`.
  public FieldOwnership ownership(String subresource) {
    if (!subresource.equals("status")) {
      return new FieldOwnership(schema, status ? FieldSet.ofFields("status") : new FieldSet());
    }
    return new FieldOwnership(
        schema, custom ? FieldSet.ofFields("spec", "metadata") : FieldSet.ofFields("spec"));
  }
}
