package dev.nodens.sandbox.kind;

import dev.nodens.sandbox.schema.KubernetesTypes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The resources that are served right now: the built-in ones and those of installed definitions.
/// Any thread.
public final class Kinds {
  private final KubernetesTypes types;
  private final Map<String, ResourceType> byPath = new ConcurrentHashMap<>();

  public Kinds(KubernetesTypes types) {
    this.types = types;
    builtIn().forEach(this::add);
  }

  public KubernetesTypes types() {
    return types;
  }

  public void add(ResourceType type) {
    byPath.put(path(type.group(), type.version(), type.plural()), type);
  }

  public void remove(ResourceType type) {
    byPath.remove(path(type.group(), type.version(), type.plural()));
  }

  public Optional<ResourceType> find(String group, String version, String plural) {
    return Optional.ofNullable(byPath.get(path(group, version, plural)));
  }

  /// The type of an object by what the object says of itself.
  public Optional<ResourceType> ofKind(String apiVersion, String kind) {
    return byPath.values().stream()
        .filter(t -> t.apiVersion().equals(apiVersion) && t.kind().equals(kind))
        .findFirst();
  }

  /// A built-in type that is known to exist, such as `apps` `daemonsets`.
  public ResourceType require(String group, String plural) {
    return find(group, "v1", plural)
        .orElseThrow(() -> new IllegalArgumentException("no resource " + plural + "." + group));
  }

  /// All types in the order of their groups and names.
  public List<ResourceType> all() {
    return byPath.values().stream()
        .sorted(
            Comparator.comparing(ResourceType::group)
                .thenComparing(ResourceType::version)
                .thenComparing(ResourceType::plural))
        .toList();
  }

  private static String path(String group, String version, String plural) {
    return group + "/" + version + "/" + plural;
  }

  private List<ResourceType> builtIn() {
    var rows = new ArrayList<ResourceType>();
    rows.add(cluster("", "namespaces", "Namespace", "ns", true, new SmallRules.Namespaces()));
    rows.add(cluster("", "nodes", "Node", "no", true, KindRules.NONE));
    rows.add(spaced("", "pods", "Pod", "po", true, true, new PodRules()));
    rows.add(spaced("", "services", "Service", "svc", true, false, new ServiceRules()));
    rows.add(spaced("", "configmaps", "ConfigMap", "cm", false, false, new ConfigMapRules(false)));
    rows.add(spaced("", "secrets", "Secret", "", false, false, new ConfigMapRules(true)));
    rows.add(spaced("", "serviceaccounts", "ServiceAccount", "sa", false, false, KindRules.NONE));
    rows.add(spaced("", "events", "Event", "ev", false, false, KindRules.NONE));
    rows.add(spaced("", "endpoints", "Endpoints", "ep", false, false, KindRules.NONE));
    rows.add(spaced("apps", "daemonsets", "DaemonSet", "ds", true, true, new WorkloadRules(true)));
    rows.add(
        spaced(
            "apps", "deployments", "Deployment", "deploy", true, true, new WorkloadRules(false)));
    rows.add(
        spaced(
            "apps",
            "controllerrevisions",
            "ControllerRevision",
            "",
            false,
            false,
            new SmallRules.ControllerRevisions()));
    rows.add(
        spaced(
            "discovery.k8s.io",
            "endpointslices",
            "EndpointSlice",
            "",
            false,
            true,
            new SmallRules.EndpointSlices()));
    String rbac = "rbac.authorization.k8s.io";
    rows.add(spaced(rbac, "roles", "Role", "", false, false, KindRules.NONE));
    rows.add(cluster(rbac, "clusterroles", "ClusterRole", "", false, KindRules.NONE));
    rows.add(
        spaced(rbac, "rolebindings", "RoleBinding", "", false, false, new SmallRules.Bindings()));
    rows.add(
        cluster(
            rbac,
            "clusterrolebindings",
            "ClusterRoleBinding",
            "",
            false,
            new SmallRules.Bindings()));
    rows.add(spaced("coordination.k8s.io", "leases", "Lease", "", false, false, KindRules.NONE));
    rows.add(
        spaced(
            "policy",
            "poddisruptionbudgets",
            "PodDisruptionBudget",
            "pdb",
            true,
            true,
            KindRules.NONE));
    rows.add(
        spaced(
            "networking.k8s.io",
            "networkpolicies",
            "NetworkPolicy",
            "netpol",
            false,
            true,
            new SmallRules.NetworkPolicies()));
    rows.add(spaced("events.k8s.io", "events", "Event", "ev", false, false, KindRules.NONE));
    rows.add(
        cluster(
            "scheduling.k8s.io",
            "priorityclasses",
            "PriorityClass",
            "pc",
            false,
            new SmallRules.PriorityClasses()));
    rows.add(
        cluster(
            "apiextensions.k8s.io",
            "customresourcedefinitions",
            "CustomResourceDefinition",
            "crd",
            true,
            new DefinitionRules()));
    return rows;
  }

  private ResourceType cluster(
      String group, String plural, String kind, String shortName, boolean status, KindRules rules) {
    boolean counted = kind.equals("CustomResourceDefinition") || kind.equals("PriorityClass");
    return type(group, plural, kind, shortName, false, status, counted, rules);
  }

  private ResourceType spaced(
      String group,
      String plural,
      String kind,
      String shortName,
      boolean status,
      boolean generation,
      KindRules rules) {
    return type(group, plural, kind, shortName, true, status, generation, rules);
  }

  private ResourceType type(
      String group,
      String plural,
      String kind,
      String shortName,
      boolean namespaced,
      boolean status,
      boolean generation,
      KindRules rules) {
    String schemaGroup = group.isEmpty() ? "core" : group.replaceAll("\\..*", "");
    var everything = List.of("Pod", "Service", "DaemonSet", "Deployment");
    return new ResourceType(
        group,
        "v1",
        plural,
        kind.toLowerCase(Locale.ROOT),
        kind,
        shortName.isEmpty() ? List.of() : List.of(shortName),
        everything.contains(kind) ? List.of("all") : List.of(),
        namespaced,
        types.schema(schemaGroup + ".v1." + kind),
        false,
        status,
        generation,
        rules,
        Columns.ofKind(kind));
  }
}
