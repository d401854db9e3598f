package dev.nodens.sandbox.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.ApiError.Cause;
import dev.nodens.sandbox.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The particularities of kinds that have only one or two.
final class SmallRules {
  private static final String RBAC = "rbac.authorization.k8s.io";

  private SmallRules() {}

  /// A Namespace carries its name as a label and is active from the start.
  static final class Namespaces implements KindRules {
    @Override
    public void fillDefaults(ObjectNode namespace) {
      String name = Json.text(namespace, "metadata", "name");
      if (!name.isEmpty()) {
        Json.ensureObject(namespace, "metadata", "labels").put("kubernetes.io/metadata.name", name);
      }
    }

    @Override
    public void decide(
        ObjectNode namespace, @Nullable ObjectNode before, ServiceAddresses addresses) {
      if (before == null) {
        Json.ensureObject(namespace, "spec").putArray("finalizers").add("kubernetes");
        Json.ensureObject(namespace, "status").put("phase", "Active");
      }
    }
  }

  /// Bindings name the API group of what they refer to, and never change their role.
  static final class Bindings implements KindRules {
    @Override
    public void fillDefaults(ObjectNode binding) {
      if (binding.get("roleRef") instanceof ObjectNode role) {
        PodRules.put(role, "apiGroup", RBAC);
      }
      for (JsonNode subject : Json.at(binding, "subjects")) {
        boolean account = Json.text(subject, "kind").equals("ServiceAccount");
        if (!account && subject instanceof ObjectNode object) {
          PodRules.put(object, "apiGroup", RBAC);
        }
      }
    }

    @Override
    public List<Cause> check(ObjectNode binding, @Nullable ObjectNode before) {
      JsonNode role = Json.at(binding, "roleRef");
      if (before != null && !Json.same(role, Json.at(before, "roleRef"))) {
        ObjectNode shown = Json.object();
        shown.put("APIGroup", Json.text(role, "apiGroup"));
        shown.put("Kind", Json.text(role, "kind")).put("Name", Json.text(role, "name"));
        return List.of(Cause.invalid("roleRef", shown.toString(), "cannot change roleRef"));
      }
      return List.of();
    }
  }

  /// EndpointSlices: a port has a name and a protocol, the address type never changes.
  static final class EndpointSlices implements KindRules {
    @Override
    public void fillDefaults(ObjectNode slice) {
      for (JsonNode port : Json.at(slice, "ports")) {
        ObjectNode object = (ObjectNode) port;
        if (!object.has("name")) {
          object.put("name", "");
        }
        PodRules.put(object, "protocol", "TCP");
      }
    }

    @Override
    public List<Cause> check(ObjectNode slice, @Nullable ObjectNode before) {
      var causes = new ArrayList<Cause>();
      String type = Json.text(slice, "addressType");
      if (type.isEmpty()) {
        causes.add(Cause.required("addressType", ""));
      }
      if (before != null && !type.equals(Json.text(before, "addressType"))) {
        causes.add(Cause.invalid("addressType", "\"" + type + "\"", "field is immutable"));
      }
      return causes;
    }
  }

  /// A ControllerRevision's data never changes.
  static final class ControllerRevisions implements KindRules {
    @Override
    public List<Cause> check(ObjectNode revision, @Nullable ObjectNode before) {
      if (before != null && !Json.same(Json.at(revision, "data"), Json.at(before, "data"))) {
        String value = Json.at(revision, "data").toString();
        return List.of(Cause.invalid("data", value, "field is immutable"));
      }
      return List.of();
    }
  }

  /// PriorityClasses preempt unless they say otherwise.
  static final class PriorityClasses implements KindRules {
    @Override
    public void fillDefaults(ObjectNode priority) {
      PodRules.put(priority, "preemptionPolicy", "PreemptLowerPriority");
    }
  }

  /// NetworkPolicies say which directions they are about, and ports their protocol.
  static final class NetworkPolicies implements KindRules {
    @Override
    public void fillDefaults(ObjectNode policy) {
      ObjectNode spec = Json.ensureObject(policy, "spec");
      for (String direction : List.of("ingress", "egress")) {
        for (JsonNode rule : Json.at(spec, direction)) {
          Json.at(rule, "ports").forEach(p -> PodRules.put((ObjectNode) p, "protocol", "TCP"));
        }
      }
      if (!spec.has("policyTypes")) {
        spec.putArray("policyTypes").add("Ingress");
        if (spec.has("egress")) {
          spec.withArray("policyTypes").add("Egress");
        }
      }
    }
  }
}
