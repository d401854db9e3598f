package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNS;
import dev.nodens.operator.Names;
import dev.nodens.operator.apply.ObjectKey;
import dev.nodens.operator.foreign.ForeignSlices;
import dev.nodens.operator.reconcile.ForeignWatches.Place;
import dev.nodens.operator.render.CanaryPod;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The informers: what wakes the reconciler, and what it reads without asking the API server.
///
/// Objects in the managed namespaces are watched whether or not they carry the owner's label, and
/// found by label or by name: who strips the labels of an object must not make the operator blind
/// to it.
final class Watches {
  private static final Duration AFTER_DELETION = Duration.ofSeconds(1);

  private final Map<String, InformerEventSource<? extends HasMetadata, ClusterDNS>> byKind =
      new LinkedHashMap<>();
  private final InformerEventSource<ConfigMap, ClusterDNS> configMaps;
  private final InformerEventSource<DaemonSet, ClusterDNS> daemonSets;
  private final InformerEventSource<NetworkPolicy, ClusterDNS> policies;
  private final SlimInformers<Pod> pods;
  private final InformerEventSource<Node, ClusterDNS> nodes;
  private final SlimInformers<EndpointSlice> slices;
  private final WakeUps wakeups = new WakeUps();
  private final EventSourceContext<ClusterDNS> context;

  Watches(EventSourceContext<ClusterDNS> context, Set<String> namespaces) {
    this.context = context;
    this.configMaps =
        source(
            InformerEventSourceConfiguration.from(ConfigMap.class, ClusterDNS.class)
                .withName(HasMetadata.getPlural(ConfigMap.class))
                .withNamespaces(namespaces)
                .withSecondaryToPrimaryMapper(this::ownersOf)
                .build());
    byKind.put("ConfigMap", configMaps);
    byKind.put(
        "Service",
        namespaced(
            Service.class,
            namespaces,
            (owner, name) -> name.equals(owner.getSpec().service().name())));
    byKind.put(
        "ServiceAccount", namespaced(ServiceAccount.class, namespaces, Watches::isWorkloadOf));
    this.daemonSets =
        source(
            InformerEventSourceConfiguration.from(DaemonSet.class, ClusterDNS.class)
                .withName(HasMetadata.getPlural(DaemonSet.class))
                .withNamespaces(namespaces)
                .withOnUpdateFilter(this::daemonSetChanged)
                .withSecondaryToPrimaryMapper(this::concernedBy)
                .build());
    byKind.put("DaemonSet", daemonSets);
    this.policies =
        source(
            InformerEventSourceConfiguration.from(NetworkPolicy.class, ClusterDNS.class)
                .withName(HasMetadata.getPlural(NetworkPolicy.class))
                .withWatchAllNamespaces()
                .withSecondaryToPrimaryMapper(this::concernedBy)
                .build());
    byKind.put("NetworkPolicy", policies);
    byKind.put("ClusterRole", labelled(ClusterRole.class));
    byKind.put("ClusterRoleBinding", labelled(ClusterRoleBinding.class));
    this.pods =
        new SlimInformers<>(
            context,
            Pod.class,
            "pods",
            namespaces,
            Slim::pod,
            informer ->
                informer
                    .withLabelSelector(Names.OWNER)
                    .withInformerListLimit(500L)
                    .withOnUpdateFilter(Slim::podChanged)
                    .withSecondaryToPrimaryMapper(Watches::byLabel));
    this.nodes =
        source(
            InformerEventSourceConfiguration.from(Node.class, ClusterDNS.class)
                .withName("nodes")
                .withInformerListLimit(500L)
                .withOnUpdateFilter(Slim::nodeChanged)
                .withItemStore(new SlimStore<>(Slim::node))
                .withSecondaryToPrimaryMapper(node -> ownersWithNodeHosts())
                .build());
    this.slices =
        new SlimInformers<>(
            context,
            EndpointSlice.class,
            "endpointslices",
            namespaces,
            Slim::slice,
            informer ->
                informer
                    .withLabelSelector(ForeignSlices.SERVICE)
                    .withOnUpdateFilter(Slim::sliceChanged)
                    .withSecondaryToPrimaryMapper(this::ownersOfService));
  }

  List<EventSource<?, ClusterDNS>> all() {
    List<EventSource<?, ClusterDNS>> all = new ArrayList<>(byKind.values());
    all.addAll(pods.sources());
    all.add(nodes);
    all.addAll(slices.sources());
    all.add(wakeups);
    return all;
  }

  /// Every ClusterDNS.
  Stream<ClusterDNS> declarations() {
    return context.getPrimaryCache().list();
  }

  /// Every object with the label of an owner, the DaemonSet first.
  List<HasMetadata> ownedBy(String owner) {
    List<HasMetadata> owned = new ArrayList<>();
    byKind.forEach((kind, source) -> {
      int at = kind.equals("DaemonSet") ? 0 : owned.size();
      owned.addAll(at, source.list(object -> isLabelled(object, owner)).toList());
    });
    return owned;
  }

  /// Has every ClusterDNS reconciled a little later: one of them went, and with it perhaps a claim.
  /// Also one of the same name that came in its place, of which the SDK may tell nothing while it
  /// is busy with the deletion.
  void wakeAllSoon() {
    CompletableFuture.delayedExecutor(AFTER_DELETION.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> declarations().forEach(wakeups::wake));
  }

  /// Has a ClusterDNS reconciled.
  void wake(String owner) {
    declarations()
        .filter(object -> object.getMetadata().getName().equals(owner))
        .forEach(wakeups::wake);
  }

  /// What the informers hold of an object.
  Optional<? extends HasMetadata> cached(ObjectKey key) {
    return Objects.requireNonNull(byKind.get(key.kind()), key.kind())
        .get(new ResourceID(key.name(), key.namespace().orElse(null)));
  }

  /// The ConfigMaps of all revisions of an owner.
  List<ConfigMap> revisions(String owner, String namespace) {
    return configMaps
        .list(namespace, map -> isLabelled(map, owner) && labels(map).containsKey(Names.REVISION))
        .toList();
  }

  /// The pods that serve, or are about to.
  List<Pod> pods(String owner, String namespace) {
    return pods.list(namespace)
        .filter(pod -> isLabelled(pod, owner) && !CanaryPod.is(pod))
        .toList();
  }

  /// The pods that prove a revision.
  List<Pod> canaries(String owner, String namespace) {
    return pods.list(namespace).filter(pod -> isLabelled(pod, owner) && CanaryPod.is(pod)).toList();
  }

  /// Of all owners, and of none.
  List<DaemonSet> daemonSets(String namespace) {
    return daemonSets.list(namespace, daemonSet -> true).toList();
  }

  /// All ConfigMaps that carry an owner's label.
  List<ConfigMap> configMaps(String owner, String namespace) {
    return configMaps.list(namespace, map -> isLabelled(map, owner)).toList();
  }

  /// The NetworkPolicies of a namespace.
  List<NetworkPolicy> policies(String namespace) {
    return policies.list(policy -> namespace.equals(policy.getMetadata().getNamespace())).toList();
  }

  /// Those that are not an owner's.
  List<NetworkPolicy> foreignPolicies(String owner, String namespace) {
    return policies(namespace).stream().filter(policy -> !isLabelled(policy, owner)).toList();
  }

  /// Those that are an owner's, wherever they are.
  List<NetworkPolicy> ownPolicies(String owner) {
    return policies.list(policy -> isLabelled(policy, owner)).toList();
  }

  List<Node> nodes() {
    return nodes.list(node -> true).toList();
  }

  /// Names of the nodes whose kubelet says that it cannot run pods, or says nothing any more.
  Set<String> nodesDown() {
    return nodes
        .list(node ->
            node.getStatus().getConditions().stream()
                .anyMatch(condition -> !condition.getStatus().equals("True")))
        .map(node -> node.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  /// The EndpointSlices of a Service; of the addresses only those that no pod has.
  List<EndpointSlice> slices(String namespace, String service) {
    return slices
        .list(namespace)
        .filter(slice -> service.equals(labels(slice).get(ForeignSlices.SERVICE)))
        .toList();
  }

  private Set<ResourceID> ownersOfService(EndpointSlice slice) {
    String namespace = slice.getMetadata().getNamespace();
    String service = labels(slice).getOrDefault(ForeignSlices.SERVICE, "");
    return ids(owner ->
        owner.getSpec().namespace().equals(namespace)
            && owner.getSpec().service().name().equals(service));
  }

  /// Whether a name belongs to an owner.
  private interface NameRule {
    boolean matches(ClusterDNS owner, String name);
  }

  private <R extends HasMetadata> InformerEventSource<R, ClusterDNS> namespaced(
      Class<R> type, Set<String> namespaces, NameRule rule) {
    return source(
        InformerEventSourceConfiguration.from(type, ClusterDNS.class)
            .withName(HasMetadata.getPlural(type))
            .withNamespaces(namespaces)
            .withSecondaryToPrimaryMapper(object -> byLabelOrName(object, rule))
            .build());
  }

  private <R extends HasMetadata> InformerEventSource<R, ClusterDNS> labelled(Class<R> type) {
    return source(
        InformerEventSourceConfiguration.from(type, ClusterDNS.class)
            .withName(HasMetadata.getPlural(type))
            .withLabelSelector(Names.OWNER)
            .withSecondaryToPrimaryMapper(this::byLabelOrRole)
            .build());
  }

  private <R extends HasMetadata> InformerEventSource<R, ClusterDNS> source(
      InformerEventSourceConfiguration<R> configuration) {
    return new InformerEventSource<>(configuration, context);
  }

  private Set<ResourceID> byLabelOrName(HasMetadata object, NameRule rule) {
    String name = object.getMetadata().getName();
    String namespace = object.getMetadata().getNamespace();
    return byLabelOr(
        object,
        owner -> owner.getSpec().namespace().equals(namespace) && rule.matches(owner, name));
  }

  private Set<ResourceID> byLabelOrRole(HasMetadata object) {
    String name = object.getMetadata().getName();
    return byLabelOr(
        object, owner -> name.equals(Names.clusterRole(owner.getMetadata().getName())));
  }

  /// Both: the label may say another owner than the one whose object it is.
  private Set<ResourceID> byLabelOr(HasMetadata object, Function<ClusterDNS, Boolean> rule) {
    Set<ResourceID> owners = new HashSet<>(byLabel(object));
    owners.addAll(ids(rule));
    return owners;
  }

  /// Whose ConfigMap it is, and who follows it.
  private Set<ResourceID> ownersOf(ConfigMap map) {
    Set<ResourceID> owners = new HashSet<>(byLabelOrName(map, Watches::isConfigMapOf));
    var place = new Place(map.getMetadata().getNamespace(), map.getMetadata().getName());
    owners.addAll(ids(owner -> SourceReader.places(owner.getSpec()).contains(place)));
    return owners;
  }

  /// Whose policy it is, whose pods it may select, and whose clients.
  private Set<ResourceID> concernedBy(NetworkPolicy policy) {
    String namespace = policy.getMetadata().getNamespace();
    Set<ResourceID> owners = new HashSet<>(byLabel(policy));
    owners.addAll(
        ids(owner ->
            owner.getSpec().namespace().equals(namespace)
                || owner.getSpec().networkPolicy().clientEgressNamespaces().contains(namespace)));
    return owners;
  }

  /// Whose workload it is. It may be a DNS of somebody else if it is nobody's, which goes with it
  /// and not with its last pod: then it concerns all that serve in its place.
  private Set<ResourceID> concernedBy(DaemonSet daemonSet) {
    Set<ResourceID> own = byLabelOrName(daemonSet, Watches::isWorkloadOf);
    String namespace = daemonSet.getMetadata().getNamespace();
    return own.isEmpty() ? ids(owner -> owner.getSpec().namespace().equals(namespace)) : own;
  }

  private boolean daemonSetChanged(DaemonSet now, DaemonSet before) {
    return !byLabelOrName(now, Watches::isWorkloadOf).isEmpty()
        || ForeignChanges.matter(now, before);
  }

  private static Set<ResourceID> byLabel(HasMetadata object) {
    String owner = labels(object).get(Names.OWNER);
    return owner == null ? Set.of() : Set.of(new ResourceID(owner));
  }

  private Set<ResourceID> ownersWithNodeHosts() {
    return ids(owner -> owner.getSpec().nodeHosts().enabled());
  }

  private Set<ResourceID> ids(Function<ClusterDNS, Boolean> wanted) {
    return context
        .getPrimaryCache()
        .list(wanted::apply)
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  private static boolean isConfigMapOf(ClusterDNS owner, String name) {
    return name.startsWith(owner.getMetadata().getName() + "-");
  }

  private static boolean isWorkloadOf(ClusterDNS owner, String name) {
    return name.equals(Names.workload(owner.getMetadata().getName()));
  }

  private static boolean isLabelled(HasMetadata object, String owner) {
    return owner.equals(labels(object).get(Names.OWNER));
  }

  private static Map<String, String> labels(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
  }
}
