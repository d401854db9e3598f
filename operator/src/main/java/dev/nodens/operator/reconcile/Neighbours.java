package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.crd.DriftPolicy;
import dev.nodens.operator.Names;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.ObjectKey;
import dev.nodens.operator.apply.Remover;
import dev.nodens.operator.foreign.Coverage;
import dev.nodens.operator.foreign.ForeignSlices;
import dev.nodens.operator.foreign.KubeletSettings;
import dev.nodens.operator.foreign.MovedTags;
import dev.nodens.operator.foreign.RefusedPods;
import dev.nodens.operator.foreign.Upstreams;
import dev.nodens.operator.observe.Observation;
import dev.nodens.operator.observe.StaleServers;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.status.Announcement;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at what is not declared and yet decides whether names resolve: other people's objects, and
/// servers that only a restart can help. What fails here is logged and tried again at the next
/// pass: it must not keep the operator from its own objects.
final class Neighbours {
  private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);

  /// The annotation of `kubectl rollout restart`: who looks at the DaemonSet knows what it means.
  private static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

  private static final PatchContext MERGE =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON_MERGE)
          .withFieldManager(Names.FIELD_MANAGER)
          .build();

  private final KubernetesClient client;
  private final Watches watches;
  private final Remover remover;
  private final Upstreams upstreams;

  Neighbours(KubernetesClient client, Watches watches, Remover remover, Upstreams upstreams) {
    this.client = client;
    this.watches = watches;
    this.remover = remover;
    this.upstreams = upstreams;
  }

  /// One look.
  ///
  /// @param seen what runs
  /// @param stale the memory of servers that lag behind
  /// @param tell is told what people should know beside the findings
  List<Finding> look(
      ClusterDNS object,
      Plan plan,
      Observation seen,
      StaleServers stale,
      Consumer<Announcement> tell) {
    ClusterDNSSpec spec = object.getSpec();
    List<Finding> findings = new ArrayList<>();
    tried("EndpointSlices", () -> findings.addAll(slices(spec, plan)));
    tried("kubelet-config", () -> findings.addAll(kubelets(plan)));
    findings.addAll(images(plan));
    findings.addAll(upstreams.look(seen.pods()));
    if (spec.driftPolicy("DaemonSet") != DriftPolicy.ENFORCE) {
      lostNodes(plan).ifPresent(findings::add);
    }
    if (RefusedPods.areMissing(seen)) {
      tried("Events", () -> refused(plan, seen).ifPresent(findings::add));
    }
    if (spec.driftPolicy("DaemonSet") == DriftPolicy.ENFORCE) {
      tried("tokens", () -> renewTokens(plan, tell));
      tried("stale servers", () -> restart(plan, seen, stale, tell));
    }
    return findings;
  }

  private static void tried(String what, Runnable work) {
    try {
      work.run();
    } catch (KubernetesClientException e) {
      LOG.atWarn().addKeyValue("what", what).log("cannot look: {}", e.getMessage());
    }
  }

  private List<Finding> slices(ClusterDNSSpec spec, Plan plan) {
    List<EndpointSlice> slices = watches.slices(plan.namespace(), plan.service().name());
    var service =
        new ObjectKey(
            "v1", "Service", "services", Optional.of(plan.namespace()), plan.service().name());
    List<Finding> findings = new ArrayList<>();
    for (ForeignSlices.Foreign foreign : ForeignSlices.among(slices)) {
      findings.add(
          foreign.removable()
              ? remover.remove(
                  foreign.finding(), foreign.uid(), service, spec.driftPolicy("EndpointSlice"))
              : foreign.finding());
    }
    return findings;
  }

  private List<Finding> kubelets(Plan plan) {
    return watches
        .cached(Workshop.configMap("kube-system", KubeletSettings.NAME))
        .map(ConfigMap.class::cast)
        .map(map ->
            KubeletSettings.differences(map, addresses(plan), plan.accepted().clusterDomain()))
        .orElse(List.of());
  }

  /// Kubelets may name the Service's address of either family.
  private List<String> addresses(Plan plan) {
    List<String> addresses = new ArrayList<>(List.of(plan.service().clusterIP()));
    watches
        .cached(
            new ObjectKey(
                "v1", "Service", "services", Optional.of(plan.namespace()), plan.service().name()))
        .map(Service.class::cast)
        .map(service -> service.getSpec().getClusterIPs())
        .ifPresent(addresses::addAll);
    return addresses;
  }

  private List<Finding> images(Plan plan) {
    Map<String, String> architectures = new HashMap<>();
    watches
        .nodes()
        .forEach(node ->
            architectures.put(
                node.getMetadata().getName(),
                Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.<String, String>of())
                    .getOrDefault("kubernetes.io/arch", "")));
    return MovedTags.among(
        watches.pods(plan.owner(), plan.namespace()), node -> architectures.getOrDefault(node, ""));
  }

  /// While edits are put back there is nothing to foretell.
  private Optional<Finding> lostNodes(Plan plan) {
    return watches
        .cached(workload(plan))
        .map(DaemonSet.class::cast)
        .flatMap(live -> Coverage.lost(plan, live, watches.nodes()));
  }

  private Optional<Finding> refused(Plan plan, Observation seen) {
    ObjectKey workload = workload(plan);
    return RefusedPods.finding(
        workload,
        seen,
        client
            .v1()
            .events()
            .inNamespace(plan.namespace())
            .withField("involvedObject.name", workload.name())
            .withField("reason", RefusedPods.REASON)
            .list()
            .getItems());
  }

  /// A pod's token dies with the ServiceAccount that it was made for, also when one of the same
  /// name comes back: the server would go on with what it last knew. Pods that are older than their
  /// account are therefore rolled, once for each account.
  private void renewTokens(Plan plan, Consumer<Announcement> tell) {
    String name = Names.workload(plan.owner());
    Optional<String> made =
        watches
            .cached(
                new ObjectKey(
                    "v1", "ServiceAccount", "serviceaccounts", Optional.of(plan.namespace()), name))
            .map(account -> account.getMetadata().getCreationTimestamp());
    Optional<DaemonSet> workload = watches.cached(workload(plan)).map(DaemonSet.class::cast);
    boolean dead =
        made.isPresent()
            && workload.filter(set -> !made.get().equals(restartedAt(set))).isPresent()
            && watches.pods(plan.owner(), plan.namespace()).stream()
                .anyMatch(pod -> isOlder(pod, made.get()));
    if (dead) {
      client
          .resource(workload.orElseThrow())
          .patch(
              MERGE,
              "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}}}"
                  .formatted(RESTARTED_AT, made.get()));
      tell.accept(
          Announcement.restarted(
              "ServiceAccount %s/%s was made anew at %s, so the tokens of older pods are dead; they are rolled."
                  .formatted(plan.namespace(), name, made.get())));
    }
  }

  /// Times of the API have seconds and sort as text.
  private static boolean isOlder(Pod pod, String time) {
    String started = pod.getStatus() == null ? null : pod.getStatus().getStartTime();
    return started != null
        && started.compareTo(time) < 0
        && pod.getMetadata().getDeletionTimestamp() == null;
  }

  private static String restartedAt(DaemonSet workload) {
    var metadata = workload.getSpec().getTemplate().getMetadata();
    Map<String, String> annotations =
        metadata == null
            ? Map.of()
            : Objects.requireNonNullElse(metadata.getAnnotations(), Map.of());
    return annotations.getOrDefault(RESTARTED_AT, "");
  }

  private void restart(
      Plan plan, Observation seen, StaleServers stale, Consumer<Announcement> tell) {
    stale
        .next(seen, plan.revision().id(), plan.revision().hash())
        .ifPresent(pod -> {
          client.pods().inNamespace(plan.namespace()).withName(pod.name()).delete();
          tell.accept(
              Announcement.restarted(
                  "Pod %s on node %s has revision %d mounted but served another configuration for minutes; it was deleted so that it starts anew."
                      .formatted(pod.name(), pod.node().orElse("?"), plan.revision().number())));
        });
  }

  private static ObjectKey workload(Plan plan) {
    return new ObjectKey(
        "apps/v1",
        "DaemonSet",
        "daemonsets",
        Optional.of(plan.namespace()),
        Names.workload(plan.owner()));
  }
}
