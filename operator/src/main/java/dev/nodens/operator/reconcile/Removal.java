package dev.nodens.operator.reconcile;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.DeletionPolicy;
import dev.nodens.operator.Names;
import dev.nodens.operator.apply.KubernetesObjects;
import dev.nodens.operator.apply.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happens to a DNS when its ClusterDNS is deleted, by `spec.deletionPolicy`.
///
/// The policy Delete has a finalizer, Retain has none, and HandBack is the matter of [Departure]. A
/// DNS that nobody else can stand in for is removed only after somebody confirmed it, and until
/// then it is looked after as ever.
final class Removal {
  private static final Logger LOG = LoggerFactory.getLogger(Removal.class);
  private static final int UNPROCESSABLE = 422;

  private final KubernetesClient client;
  private final KubernetesObjects objects;
  private final Watches watches;

  Removal(KubernetesClient client, KubernetesObjects objects, Watches watches) {
    this.client = client;
    this.objects = objects;
    this.watches = watches;
  }

  /// Puts the finalizer on an object that needs it, takes it from one that does not, and goes on
  /// with the removal of one that is being deleted.
  ///
  /// @return why a deletion waits; empty when there is nothing left to do
  Optional<String> step(ClusterDNS object) {
    if (object.isMarkedForDeletion()) {
      return object.hasFinalizer(Names.FINALIZER) ? remove(object) : Optional.empty();
    }
    boolean wanted = object.getSpec().deletionPolicy() == DeletionPolicy.DELETE;
    if (wanted != object.hasFinalizer(Names.FINALIZER)) {
      finalizer(object, wanted);
    }
    return Optional.empty();
  }

  private Optional<String> remove(ClusterDNS object) {
    DeletionPolicy policy = object.getSpec().deletionPolicy();
    if (policy != DeletionPolicy.RETAIN) {
      Set<String> others = others(object);
      if (others.isEmpty() && !(policy == DeletionPolicy.DELETE && isConfirmed(object))) {
        return Optional.of(waiting(object));
      }
      remove(object, others.isEmpty());
    }
    finalizer(object, false);
    return Optional.empty();
  }

  private static boolean isConfirmed(ClusterDNS object) {
    String name = object.getMetadata().getName();
    return name.equals(
        Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.<String, String>of())
            .get(Names.CONFIRM_DELETE));
  }

  private static String waiting(ClusterDNS object) {
    String name = object.getMetadata().getName();
    String service = object.getSpec().namespace() + "/" + object.getSpec().service().name();
    String keep = "; to keep it, set spec.deletionPolicy to Retain.";
    return object.getSpec().deletionPolicy() == DeletionPolicy.DELETE
        ? "The deletion waits, because no other DNS serves Service %s: start one, or confirm with kubectl annotate clusterdns %s %s=%s%s"
            .formatted(service, name, Names.CONFIRM_DELETE, name, keep)
        : "The deletion waits until another DNS serves Service %s%s".formatted(service, keep);
  }

  /// Ready pods behind the Service that are not the object's own.
  private Set<String> others(ClusterDNS object) {
    String namespace = object.getSpec().namespace();
    Set<String> own =
        watches.pods(object.getMetadata().getName(), namespace).stream()
            .map(Pod::getMetadata)
            .map(metadata -> metadata.getName())
            .collect(Collectors.toSet());
    return client
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace(namespace)
        .withLabel("kubernetes.io/service-name", object.getSpec().service().name())
        .list()
        .getItems()
        .stream()
        .flatMap(slice -> slice.getEndpoints().stream())
        .filter(Removal::isReady)
        .map(Endpoint::getTargetRef)
        .filter(Objects::nonNull)
        .map(ObjectReference::getName)
        .filter(name -> !own.contains(name))
        .collect(Collectors.toSet());
  }

  private static boolean isReady(Endpoint endpoint) {
    return endpoint.getConditions() == null
        || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
  }

  /// Removes what carries the owner's label; the Service only when nobody else serves it.
  private void remove(ClusterDNS object, boolean service) {
    String owner = object.getMetadata().getName();
    for (HasMetadata found : watches.ownedBy(owner)) {
      if (service || !found.getKind().equals("Service")) {
        ObjectKey key = ObjectKey.of(found);
        LOG.atInfo().addKeyValue("object", key).log("removed with ClusterDNS {}", owner);
        objects.deleteWithPods(key, found.getMetadata().getUid());
      }
    }
  }

  /// Who changed the object meanwhile makes the API server refuse; then the next event tries again.
  private void finalizer(ClusterDNS object, boolean wanted) {
    List<String> finalizers = object.getMetadata().getFinalizers();
    ArrayNode operations = JsonNodeFactory.instance.arrayNode();
    operations
        .addObject()
        .put("op", "test")
        .put("path", "/metadata/resourceVersion")
        .put("value", object.getMetadata().getResourceVersion());
    if (!wanted) {
      operations
          .addObject()
          .put("op", "remove")
          .put("path", "/metadata/finalizers/" + finalizers.indexOf(Names.FINALIZER));
    } else if (finalizers.isEmpty()) {
      operations
          .addObject()
          .put("op", "add")
          .put("path", "/metadata/finalizers")
          .putArray("value")
          .add(Names.FINALIZER);
    } else {
      operations
          .addObject()
          .put("op", "add")
          .put("path", "/metadata/finalizers/-")
          .put("value", Names.FINALIZER);
    }
    try {
      objects.patch(ObjectKey.of(object), operations);
    } catch (KubernetesClientException e) {
      boolean changed =
          e.getCode() == UNPROCESSABLE
              || e.getCode() == HttpURLConnection.HTTP_CONFLICT
              || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
      if (!changed) {
        throw e;
      }
    }
  }
}
