package dev.nodens.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.operator.Names;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// [ClusterObjects] over the fabric8 client.
public final class KubernetesObjects implements ClusterObjects {
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(Names.FIELD_MANAGER)
          .withForce(true)
          .build();
  private static final PatchContext DRY_RUN =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(Names.FIELD_MANAGER)
          .withForce(true)
          .withDryRun(List.of("All"))
          .build();
  private static final PatchContext PATCH =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON)
          .withFieldManager(Names.FIELD_MANAGER)
          .build();

  private final KubernetesClient client;
  private final KubernetesSerialization serialization;
  private final Function<ObjectKey, Optional<? extends HasMetadata>> caches;

  /// @param client the connection
  /// @param caches what informers hold of an object
  public KubernetesObjects(
      KubernetesClient client, Function<ObjectKey, Optional<? extends HasMetadata>> caches) {
    this.client = client;
    this.serialization = client.getKubernetesSerialization();
    this.caches = caches;
  }

  @Override
  public Optional<JsonNode> cached(ObjectKey key) {
    return caches.apply(key).map(this::json);
  }

  @Override
  public Optional<JsonNode> get(ObjectKey key) {
    return Optional.ofNullable(resource(key).get()).map(this::json);
  }

  @Override
  public JsonNode apply(ObjectKey key, JsonNode intent) {
    return json(with(key, intent).patch(APPLY));
  }

  @Override
  public JsonNode dryRunApply(ObjectKey key, JsonNode intent) {
    return json(with(key, intent).patch(DRY_RUN));
  }

  @Override
  public JsonNode patch(ObjectKey key, ArrayNode operations) {
    return json(resource(key).patch(PATCH, operations.toString()));
  }

  /// Applies the status subresource of an object.
  ///
  /// @param identity apiVersion, kind and name of the object
  /// @param status what the status says from now on
  public void applyStatus(ObjectKey key, ObjectNode identity, Object status) {
    identity.set("status", serialization.convertValue(status, JsonNode.class));
    with(key, identity).subresource("status").patch(APPLY);
  }

  /// Only what has dependents is deleted as an orphaning parent: that keeps the object until the
  /// garbage collector has let go of them, and meanwhile no other can be made in its place.
  @Override
  public void delete(ObjectKey key, String uid) {
    delete(
        key,
        uid,
        key.kind().equals("DaemonSet")
            ? DeletionPropagation.ORPHAN
            : DeletionPropagation.BACKGROUND);
  }

  /// Deletes the very DaemonSet of this UID, and then its pods.
  public void deleteWithPods(ObjectKey key, String uid) {
    delete(key, uid, DeletionPropagation.BACKGROUND);
  }

  private void delete(ObjectKey key, String uid, DeletionPropagation dependents) {
    GenericKubernetesResource live = resource(key).get();
    if (live != null && live.getMetadata().getUid().equals(uid)) {
      resource(key).withPropagationPolicy(dependents).delete();
    }
  }

  private JsonNode json(HasMetadata object) {
    return serialization.convertValue(object, JsonNode.class);
  }

  private Resource<GenericKubernetesResource> resource(ObjectKey key) {
    return all(key).withName(key.name());
  }

  /// For server-side apply: with the object in hand the client does not fetch it first.
  private Resource<GenericKubernetesResource> with(ObjectKey key, JsonNode object) {
    return all(key).resource(serialization.convertValue(object, GenericKubernetesResource.class));
  }

  private NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      all(ObjectKey key) {
    int slash = key.apiVersion().indexOf('/');
    var context =
        new ResourceDefinitionContext.Builder()
            .withGroup(slash < 0 ? "" : key.apiVersion().substring(0, slash))
            .withVersion(key.apiVersion().substring(slash + 1))
            .withKind(key.kind())
            .withPlural(key.plural())
            .withNamespaced(key.namespace().isPresent())
            .build();
    var all = client.genericKubernetesResources(context);
    return key.namespace().isPresent() ? all.inNamespace(key.namespace().get()) : all;
  }
}
