package dev.nodens.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Optional;

/// The API server as the operator uses it. Every call blocks and throws `KubernetesClientException`
/// when the server refuses.
public interface ClusterObjects {
  /// What the informers saw last; may lag behind, and may lack objects that lost their label.
  Optional<JsonNode> cached(ObjectKey key);

  /// What the API server has now.
  Optional<JsonNode> get(ObjectKey key);

  /// Server-side apply that takes over conflicting fields.
  ///
  /// @return the object as it is now
  JsonNode apply(ObjectKey key, JsonNode intent);

  /// The same without keeping the result.
  JsonNode dryRunApply(ObjectKey key, JsonNode intent);

  /// JSON patch (RFC 6902).
  ///
  /// @return the object as it is now
  JsonNode patch(ObjectKey key, ArrayNode operations);

  /// Deletes the very object of this UID. Pods of a DaemonSet stay; that object itself may stay too
  /// until they are let go.
  void delete(ObjectKey key, String uid);
}
