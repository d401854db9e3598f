package dev.nodens.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.DriftPolicy;
import dev.nodens.operator.Names;
import dev.nodens.operator.adopt.ServiceMarks;
import dev.nodens.operator.apply.Enforcer;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.Intent;
import dev.nodens.operator.apply.KubernetesObjects;
import dev.nodens.operator.apply.ObjectKey;
import dev.nodens.operator.observe.Observation;
import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.Pods;
import dev.nodens.operator.observe.ServedRevisions;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.plan.Plan.ServiceRole;
import dev.nodens.operator.render.Renderer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Works on all objects of a plan: brings them to their intents, and looks at what runs.
final class Workshop {
  private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);

  private final Enforcer enforcer;
  private final KubernetesObjects objects;
  private final Watches watches;
  private final KubernetesSerialization serialization;

  Workshop(
      Enforcer enforcer,
      KubernetesObjects objects,
      Watches watches,
      KubernetesSerialization serialization) {
    this.enforcer = enforcer;
    this.objects = objects;
    this.watches = watches;
    this.serialization = serialization;
  }

  /// What came of it.
  ///
  /// @param findings drift
  /// @param failure the first thing that the API server refused
  /// @param clusterIPs addresses of the live Service, if they are the planned ones
  /// @param again when something was held back, the time to try it
  record Work(
      List<Finding> findings,
      Optional<String> failure,
      List<String> clusterIPs,
      Optional<Instant> again) {
    static final Work NONE = new Work(List.of(), Optional.empty(), List.of(), Optional.empty());
  }

  /// Goes on with what the status says of an earlier process.
  void resume(@Nullable ClusterDNSStatus status) {
    if (status != null && status.drift() != null) {
      enforcer.resume(status.drift().fights());
    }
  }

  /// Brings every object to its intent. One that fails does not stop the others, except that no pod
  /// is rolled to a configuration that could not be written.
  ///
  /// @param brought objects that this process has brought before; updated
  /// @param made whether an earlier process has made an object
  /// @param policies what to do about differences of a kind
  Work bring(
      Plan plan,
      Set<ObjectKey> brought,
      Predicate<ObjectKey> made,
      Function<String, DriftPolicy> policies) {
    List<Finding> findings = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    List<String> clusterIPs = new ArrayList<>();
    List<ObjectKey> all = new ArrayList<>();
    List<Instant> again = new ArrayList<>();
    for (HasMetadata object : Renderer.render(plan)) {
      Intent intent = Intent.of(object, serialization);
      ObjectKey key = intent.key();
      all.add(key);
      if (object instanceof DaemonSet && !failures.isEmpty()) {
        failures.add(key + ": not touched before the rest is written");
        continue;
      }
      try {
        Optional<JsonNode> left = leftToItsOwner(plan, object, key);
        if (left.isPresent()) {
          clusterIPs.addAll(addresses(left.get()));
          continue;
        }
        DriftPolicy policy = policies.apply(key.kind());
        boolean mayWrite = policy != DriftPolicy.OBSERVE;
        boolean newcomer = !brought.contains(key) && isNewcomer(plan, object, key);
        boolean existed = brought.contains(key) || (mayWrite && made.test(key) && !newcomer);
        Enforcer.Result result = enforcer.bring(intent, policy, existed);
        if (mayWrite || result.findings().isEmpty()) {
          brought.add(key);
        }
        if (!newcomer) {
          findings.addAll(result.findings());
        }
        result.again().ifPresent(again::add);
        if (key.kind().equals("Service")) {
          addresses(result.live()).stream()
              .filter(plan.service().clusterIP()::equals)
              .findFirst()
              .ifPresent(planned -> clusterIPs.addAll(addresses(result.live())));
          if (mayWrite && plan.membership().service() != ServiceRole.RETURN) {
            disown(key, result.live());
          }
        }
      } catch (KubernetesClientException e) {
        LOG.atWarn().addKeyValue("object", key).log("cannot bring to intent: {}", said(e));
        failures.add(key + ": " + said(e));
        if (e.getCode() == 0) {
          // No answer at all: the others would only wait for theirs in vain.
          break;
        }
      }
    }
    brought.retainAll(all);
    return new Work(
        findings,
        failures.stream().findFirst(),
        clusterIPs,
        again.stream().min(Comparator.naturalOrder()));
  }

  /// The live Service, if it is somebody else's: it is not touched. One that is gone is made again.
  private Optional<JsonNode> leftToItsOwner(Plan plan, HasMetadata object, ObjectKey key) {
    return object instanceof Service && plan.membership().service() == ServiceRole.LEAVE
        ? objects.cached(key).or(() -> objects.get(key))
        : Optional.empty();
  }

  /// Whether an object is made or becomes ours long after the others: that it was not ours before
  /// is no drift.
  private boolean isNewcomer(Plan plan, HasMetadata object, ObjectKey key) {
    return key.name().equals(Names.adoption(plan.owner()))
        || (object instanceof Service
            && plan.membership().service() == ServiceRole.TAKE_OVER
            && objects.cached(key).isPresent());
  }

  private void disown(ObjectKey key, JsonNode live) {
    ArrayNode marks = ServiceMarks.disowned(live);
    if (!marks.isEmpty()) {
      LOG.atInfo().addKeyValue("object", key).log("taken out of its former owner's bundle");
      objects.patch(key, marks);
    }
  }

  /// Writes what pods of another revision need to start, and nothing that serving pods see.
  ///
  /// @throws KubernetesClientException when the API server refuses
  void prepare(Plan plan, Plan serving) {
    Set<ObjectKey> shared = keys(serving);
    for (HasMetadata object : Renderer.render(plan)) {
      if (object instanceof ConfigMap && !shared.contains(ObjectKey.of(object))) {
        enforcer.bring(Intent.of(object, serialization), DriftPolicy.ENFORCE, false);
      }
    }
  }

  private static Set<ObjectKey> keys(Plan plan) {
    return Renderer.render(plan).stream().map(ObjectKey::of).collect(Collectors.toSet());
  }

  /// Deletes what a plan no longer has: a proposal that was taken, policies that are not declared,
  /// and the node hosts.
  ///
  /// @param alone whether no pod of another revision runs, which may read the node hosts
  void tidy(Plan plan, boolean alone) {
    if (alone && plan.nodeHosts().isEmpty()) {
      deleteOwn(plan, Names.nodeHosts(plan.owner()));
    }
    if (plan.membership().withdrawn()) {
      deleteOwn(plan, Names.adoption(plan.owner()));
    }
    Set<ObjectKey> declared = keys(plan);
    watches.ownPolicies(plan.owner()).stream()
        .filter(policy -> !declared.contains(ObjectKey.of(policy)))
        .forEach(this::delete);
  }

  private void deleteOwn(Plan plan, String name) {
    watches
        .cached(configMap(plan.namespace(), name))
        .filter(map -> isOwnedBy(map, plan.owner()))
        .ifPresent(this::delete);
  }

  /// Deletes an object that nothing needs any more.
  void delete(HasMetadata object) {
    LOG.atInfo().addKeyValue("object", ObjectKey.of(object)).log("to be deleted, nothing needs it");
    try {
      objects.delete(ObjectKey.of(object), object.getMetadata().getUid());
    } catch (KubernetesClientException e) {
      LOG.atWarn().addKeyValue("object", ObjectKey.of(object)).log("cannot delete: {}", said(e));
    }
  }

  static ObjectKey configMap(String namespace, String name) {
    return new ObjectKey("v1", "ConfigMap", "configmaps", Optional.of(namespace), name);
  }

  private static boolean isOwnedBy(HasMetadata object, String owner) {
    return object.getMetadata().getLabels() != null
        && owner.equals(object.getMetadata().getLabels().get(Names.OWNER));
  }

  /// What the API server said, or why it could not be asked.
  static String said(KubernetesClientException e) {
    return e.getStatus() != null && e.getStatus().getMessage() != null
        ? e.getStatus().getMessage()
        : String.valueOf(e.getMessage());
  }

  private static List<String> addresses(JsonNode service) {
    List<String> addresses = new ArrayList<>();
    service.path("spec").path("clusterIPs").forEach(address -> addresses.add(address.asText()));
    if (addresses.isEmpty() && service.path("spec").hasNonNull("clusterIP")) {
      addresses.add(service.path("spec").path("clusterIP").asText());
    }
    return addresses;
  }

  /// Looks at the DaemonSet and the pods, and asks the pods what they serve.
  Observation observe(String owner, String namespace, Optional<Plan> plan, ServedRevisions served) {
    var key =
        new ObjectKey(
            "apps/v1", "DaemonSet", "daemonsets", Optional.of(namespace), Names.workload(owner));
    List<DnsPod> pods = watches.pods(owner, namespace).stream().map(Pods::of).toList();
    return new Observation(
        watches.cached(key).map(DaemonSet.class::cast).map(Pods::of),
        pods,
        plan.map(inForce -> served.of(pods, inForce.revision().hash())).orElse(Map.of()));
  }
}
