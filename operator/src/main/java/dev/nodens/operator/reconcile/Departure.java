package dev.nodens.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.DeletionPolicy;
import dev.nodens.operator.Names;
import dev.nodens.operator.adopt.ServiceMarks;
import dev.nodens.operator.adopt.Takeover;
import dev.nodens.operator.apply.KubernetesObjects;
import dev.nodens.operator.apply.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leaves the Service to another DNS when a ClusterDNS with the policy HandBack is deleted.
///
/// A finalizer keeps the object until then, and its pods serve on. They leave only while pods of
/// somebody else answer at the same Service; the Service itself stays, without our marks. Called by
/// one reconciliation of an object at a time.
final class Departure {
  /// On objects with the policy HandBack, and on no others.
  static final String FINALIZER = "nodens.dev/hand-back";

  private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

  /// How long pods of the other DNS have to be ready before ours leave: every node has to have
  /// heard of them.
  private static final Duration SETTLING = Duration.ofSeconds(5);

  private final KubernetesObjects objects;
  private final Watches watches;
  private final Clock clock;
  private final Map<String, Instant> servedSince = new ConcurrentHashMap<>();

  Departure(KubernetesObjects objects, Watches watches, Clock clock) {
    this.objects = objects;
    this.watches = watches;
    this.clock = clock;
  }

  /// Whether a deletion waits for the hand-back.
  boolean holds(ClusterDNS object) {
    return object.getMetadata().getFinalizers().contains(FINALIZER);
  }

  /// Puts the finalizer on an object that is to be handed back, and takes it off one that is no
  /// longer: also while that is being deleted, which then leaves the DNS as it is.
  ///
  /// @return whether the object is gone with it
  boolean prepare(ClusterDNS object) {
    boolean wanted = object.getSpec().deletionPolicy() == DeletionPolicy.HAND_BACK;
    if (wanted == holds(object)) {
      return false;
    }
    if (wanted) {
      if (!object.isMarkedForDeletion()) {
        add(ObjectKey.of(object));
      }
      return false;
    }
    release(object);
    return object.isMarkedForDeletion();
  }

  private void add(ObjectKey key) {
    Optional<JsonNode> live = objects.get(key);
    if (live.isEmpty() || indexOf(live.get()) >= 0) {
      return;
    }
    ArrayNode operations = test(live.get());
    if (live.get().path("metadata").path("finalizers").isEmpty()) {
      operations
          .addObject()
          .put("op", "add")
          .put("path", "/metadata/finalizers")
          .putArray("value")
          .add(FINALIZER);
    } else {
      operations
          .addObject()
          .put("op", "add")
          .put("path", "/metadata/finalizers/-")
          .put("value", FINALIZER);
    }
    objects.patch(key, operations);
  }

  private void release(ClusterDNS object) {
    ObjectKey key = ObjectKey.of(object);
    Optional<JsonNode> live = objects.get(key);
    int index = live.map(Departure::indexOf).orElse(-1);
    if (live.isPresent() && index >= 0) {
      ArrayNode operations = test(live.get());
      operations.addObject().put("op", "remove").put("path", "/metadata/finalizers/" + index);
      objects.patch(key, operations);
    }
    servedSince.remove(object.getMetadata().getUid());
  }

  private static int indexOf(JsonNode object) {
    JsonNode finalizers = object.path("metadata").path("finalizers");
    for (int i = 0; i < finalizers.size(); i++) {
      if (finalizers.path(i).asText().equals(FINALIZER)) {
        return i;
      }
    }
    return -1;
  }

  private static ArrayNode test(JsonNode live) {
    ArrayNode operations = JsonNodeFactory.instance.arrayNode();
    operations
        .addObject()
        .put("op", "test")
        .put("path", "/metadata/resourceVersion")
        .set("value", live.path("metadata").path("resourceVersion"));
    return operations;
  }

  /// Whether an object that is being deleted may go: somebody else has served for a while, or ours
  /// is on its way out already.
  boolean mayLeave(ClusterDNS object, Takeover takeover) {
    String uid = object.getMetadata().getUid();
    if (takeover.foreignReady() == 0) {
      servedSince.remove(uid);
      return false;
    }
    Instant now = clock.instant();
    Instant since = servedSince.computeIfAbsent(uid, key -> now);
    return !now.isBefore(since.plus(SETTLING)) || workload(object).isEmpty();
  }

  /// One step out; call it again until it says so.
  ///
  /// @return whether everything of ours is gone
  boolean leave(ClusterDNS object) {
    String owner = object.getMetadata().getName();
    String namespace = object.getSpec().namespace();
    Optional<? extends HasMetadata> workload = workload(object);
    if (workload.isPresent()) {
      unmark(namespace, object.getSpec().service().name(), owner);
      LOG.atInfo()
          .addKeyValue("name", owner)
          .log("another DNS serves the Service, the pods of this one leave");
      objects.deleteWithPods(ObjectKey.of(workload.get()), workload.get().getMetadata().getUid());
      return false;
    }
    if (!watches.pods(owner, namespace).isEmpty()) {
      return false;
    }
    List<HasMetadata> rest = new ArrayList<>(watches.configMaps(owner, namespace));
    for (ObjectKey key :
        List.of(
            namespaced("v1", "ServiceAccount", "serviceaccounts", namespace, owner),
            clusterWide("ClusterRoleBinding", "clusterrolebindings", owner),
            clusterWide("ClusterRole", "clusterroles", owner))) {
      watches.cached(key).ifPresent(rest::add);
    }
    rest.forEach(left -> objects.delete(ObjectKey.of(left), left.getMetadata().getUid()));
    release(object);
    return true;
  }

  private Optional<? extends HasMetadata> workload(ClusterDNS object) {
    return watches.cached(
        namespaced(
            "apps/v1",
            "DaemonSet",
            "daemonsets",
            object.getSpec().namespace(),
            object.getMetadata().getName()));
  }

  private void unmark(String namespace, String service, String owner) {
    var key = new ObjectKey("v1", "Service", "services", Optional.of(namespace), service);
    objects
        .get(key)
        .map(live -> ServiceMarks.handedBack(live, owner))
        .filter(marks -> !marks.isEmpty())
        .ifPresent(marks -> objects.patch(key, marks));
  }

  private static ObjectKey namespaced(
      String apiVersion, String kind, String plural, String namespace, String owner) {
    return new ObjectKey(apiVersion, kind, plural, Optional.of(namespace), Names.workload(owner));
  }

  private static ObjectKey clusterWide(String kind, String plural, String owner) {
    return new ObjectKey(
        "rbac.authorization.k8s.io/v1", kind, plural, Optional.empty(), Names.clusterRole(owner));
  }
}
