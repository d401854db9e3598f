package dev.nodens.sandbox.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// One right of a service account: a verb on a resource, somewhere.
///
/// @param namespace where; empty for the whole cluster
/// @param verb as RBAC spells it
/// @param group of the resource; empty for the core group
/// @param resource plural, with a subresource after a slash
/// @param names of the objects; empty for all
record Rights(String namespace, String verb, String group, String resource, Set<String> names) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Every single right that the roles among some objects grant.
  static List<Rights> granted(List<HasMetadata> objects) {
    List<Rights> all = new ArrayList<>();
    for (HasMetadata object : objects) {
      switch (object) {
        case ClusterRole role -> role.getRules().forEach(rule -> expand("", rule, all));
        case Role role ->
            role.getRules().forEach(rule -> expand(role.getMetadata().getNamespace(), rule, all));
        default -> {}
      }
    }
    return all;
  }

  private static void expand(String namespace, PolicyRule rule, List<Rights> all) {
    Set<String> names =
        Set.copyOf(Objects.requireNonNullElse(rule.getResourceNames(), List.<String>of()));
    for (String group : rule.getApiGroups()) {
      for (String resource : rule.getResources()) {
        for (String verb : rule.getVerbs()) {
          all.add(new Rights(namespace, verb, group, resource, names));
        }
      }
    }
  }

  /// A request from the audit log of a kube-apiserver.
  ///
  /// @param right what was needed for it; one name at most
  /// @param allowed whether it was allowed
  /// @param made whether it made an object
  record Use(Rights right, boolean allowed, boolean made) {}

  /// The requests of a user about resources.
  static List<Use> used(Path auditLog, String user) throws IOException {
    List<Use> uses = new ArrayList<>();
    for (String line : Files.readAllLines(auditLog)) {
      JsonNode event = JSON.readTree(line);
      JsonNode object = event.path("objectRef");
      if (event.path("user").path("username").asText().equals(user) && object.has("resource")) {
        String name = object.path("name").asText();
        String subresource = object.path("subresource").asText();
        uses.add(
            new Use(
                new Rights(
                    object.path("namespace").asText(),
                    event.path("verb").asText(),
                    object.path("apiGroup").asText(),
                    object.path("resource").asText()
                        + (subresource.isEmpty() ? "" : "/" + subresource),
                    name.isEmpty() ? Set.of() : Set.of(name)),
                event
                    .path("annotations")
                    .path("authorization.k8s.io/decision")
                    .asText()
                    .equals("allow"),
                event.path("responseStatus").path("code").asInt() == 201));
      }
    }
    return uses;
  }

  /// Whether a request needed this right. An apply that makes an object is a patch in the audit
  /// log, and the API server asks for the right to create besides.
  boolean isNeededBy(Use use) {
    Rights wanted = use.right();
    boolean verb =
        this.verb.equals(wanted.verb)
            || (this.verb.equals("create") && wanted.verb.equals("patch") && use.made());
    return verb
        && (namespace.isEmpty() || namespace.equals(wanted.namespace))
        && group.equals(wanted.group)
        && resource.equals(wanted.resource)
        && (names.isEmpty() || this.verb.equals("create") || names.containsAll(wanted.names));
  }

  @Override
  public String toString() {
    return "%s %s%s%s%s"
        .formatted(
            verb,
            resource,
            group.isEmpty() ? "" : "." + group,
            names.isEmpty() ? "" : " " + new TreeSet<>(names),
            namespace.isEmpty() ? "" : " in " + namespace);
  }
}
