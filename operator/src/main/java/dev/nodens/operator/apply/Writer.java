package dev.nodens.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nodens.operator.drift.Comparison;
import dev.nodens.operator.drift.Difference;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;

/// Makes a live object what is declared. Blocking.
final class Writer {
  static final int UNPROCESSABLE = 422;
  private static final int TRIES = 3;

  private final ClusterObjects cluster;

  Writer(ClusterObjects cluster) {
    this.cluster = cluster;
  }

  /// Applies the intent to what there is. What cannot be changed in place was made by somebody else
  /// under our name, so it is made anew. What an edit made contradict the intent (a port with
  /// another number keeps its name) is put right first.
  ///
  /// @return the object as it is now; empty when the wrong one is still being deleted
  Optional<JsonNode> apply(Intent intent, JsonNode expected, JsonNode live) {
    try {
      return Optional.of(cluster.apply(intent.key(), intent.json()));
    } catch (KubernetesClientException e) {
      if (e.getCode() != UNPROCESSABLE) {
        throw e;
      }
    }
    if (mustBeReplaced(intent, expected, live)) {
      requireAddress(intent);
      cluster.delete(intent.key(), live.path("metadata").path("uid").asText());
      if (cluster.get(intent.key()).filter(Writer::isBeingDeleted).isPresent()) {
        return Optional.empty();
      }
    } else {
      cluster.patch(intent.key(), putRight(intent, expected, live));
    }
    return Optional.of(cluster.apply(intent.key(), intent.json()));
  }

  private static boolean isBeingDeleted(JsonNode live) {
    return live.path("metadata").hasNonNull("deletionTimestamp");
  }

  private static boolean mustBeReplaced(Intent intent, JsonNode expected, JsonNode live) {
    List<Difference> differences = Comparison.compare(intent.json(), expected, live);
    return differences.stream()
        .anyMatch(difference ->
            switch (intent.key().kind()) {
              case "ConfigMap" -> live.path("immutable").asBoolean();
              case "ClusterRoleBinding" -> difference.path().passes("roleRef");
              case "DaemonSet" -> difference.path().toString().startsWith("/spec/selector");
              case "Service" -> difference.path().toString().equals("/spec/clusterIP");
              default -> false;
            });
  }

  /// A Service with the wrong address goes only when the right one can be had: asked for by a dry
  /// run under a free name.
  ///
  /// @throws KubernetesClientException when another Service has the address
  private void requireAddress(Intent intent) {
    if (intent.key().kind().equals("Service")) {
      cluster.dryRunApply(
          intent.key().named(Expectations.FREE_NAME), Expectations.underFreeName(intent));
    }
  }

  /// Apply leaves what others own. Inside the operator's subtrees that goes too. A controller may
  /// write the object meanwhile, its status for example, so this is tried on its newest state a few
  /// times.
  ///
  /// @return the object as it is now
  JsonNode removeForeign(Intent intent, JsonNode expected, JsonNode applied) {
    JsonNode live = applied;
    for (int i = 0; i < TRIES; i++) {
      if (Comparison.compare(intent.json(), expected, live).isEmpty()) {
        return live;
      }
      try {
        return cluster.patch(intent.key(), putRight(intent, expected, live));
      } catch (KubernetesClientException e) {
        if (e.getCode() != UNPROCESSABLE && e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          throw e;
        }
        live = cluster.get(intent.key()).orElse(live);
      }
    }
    return live;
  }

  /// JSON patch operations that make a live object equal to the expected one, unless it changed
  /// meanwhile.
  private static ArrayNode putRight(Intent intent, JsonNode expected, JsonNode live) {
    ArrayNode operations = JsonNodeFactory.instance.arrayNode();
    operations
        .addObject()
        .put("op", "test")
        .put("path", "/metadata/resourceVersion")
        .set("value", live.path("metadata").path("resourceVersion"));
    List<Difference> differences = Comparison.compare(intent.json(), expected, live);
    // From the back, so that removing an element of a list does not move the others.
    for (Difference difference : differences.reversed()) {
      var operation = operations.addObject().put("path", difference.path().pointerIn(live));
      switch (difference.type()) {
        case ADDED -> operation.put("op", "remove");
        case REMOVED -> operation.put("op", "add").set("value", difference.declared());
        default -> operation.put("op", "replace").set("value", difference.declared());
      }
    }
    return operations;
  }
}
