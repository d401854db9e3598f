package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a cluster's DNS shall be. Absent parts take the defaults of the schema, so that an empty
/// spec is a working DNS.
///
/// @param namespace namespace of the generated objects
/// @param clusterDomain the kubelets' cluster domain, lower-case, without the final dot
/// @param corefile raw Corefile; excludes `config` and `corefileFrom`
/// @param corefileFrom Corefile that somebody else keeps; excludes `config` and `corefile`
/// @param config structured configuration; excludes `corefile` and `corefileFrom`
/// @param rollbackTo number of the revision that shall serve instead of the declared one
/// @param nodeHosts names of nodes
/// @param image image of the server; absent for the operator's own
/// @param imagePullPolicy as in a pod
/// @param imagePullSecrets names of Secrets in `namespace`
/// @param resources of the server's container
/// @param tolerations of the pods
/// @param nodeSelector of the pods
/// @param priorityClassName of the pods
/// @param settings of the server beside its Corefile: environment variables
/// @param service the Service that clients ask
/// @param drift what happens to differences
/// @param driftOverrides the same for single kinds
/// @param rollout how a new revision reaches the nodes
/// @param networkPolicy NetworkPolicies to keep
/// @param adoption how a DNS that serves already is taken over
/// @param deletionPolicy what happens when the object is deleted
/// @param revisionHistoryLimit earlier revisions to keep
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ClusterDNSSpec(
    String namespace,
    String clusterDomain,
    @Nullable String corefile,
    @Nullable CorefileFrom corefileFrom,
    @Nullable DnsConfig config,
    @Nullable Long rollbackTo,
    NodeHosts nodeHosts,
    @Nullable String image,
    PullPolicy imagePullPolicy,
    List<String> imagePullSecrets,
    Resources resources,
    List<Toleration> tolerations,
    Map<String, String> nodeSelector,
    String priorityClassName,
    Map<String, String> settings,
    DnsService service,
    DriftPolicy drift,
    List<DriftOverride> driftOverrides,
    Rollout rollout,
    NetworkPolicies networkPolicy,
    Adoption adoption,
    DeletionPolicy deletionPolicy,
    Integer revisionHistoryLimit) {

  private static final List<Toleration> CONTROL_PLANE =
      List.of(
          new Toleration(null, "CriticalAddonsOnly", "Exists", null, null),
          new Toleration(
              "NoSchedule", "node-role.kubernetes.io/control-plane", "Exists", null, null));

  public ClusterDNSSpec {
    namespace = Defaults.or(namespace, "kube-system");
    clusterDomain = Defaults.or(clusterDomain, "cluster.local");
    nodeHosts = Defaults.or(nodeHosts, NodeHosts.DEFAULT);
    imagePullPolicy = Defaults.or(imagePullPolicy, PullPolicy.IF_NOT_PRESENT);
    imagePullSecrets = Defaults.copy(imagePullSecrets, List.of());
    resources = Defaults.or(resources, Resources.DEFAULT);
    tolerations = Defaults.copy(tolerations, CONTROL_PLANE);
    nodeSelector = Defaults.copy(nodeSelector, Map.of("kubernetes.io/os", "linux"));
    priorityClassName = Defaults.or(priorityClassName, "system-cluster-critical");
    settings = Defaults.copy(settings, Map.of());
    service = Defaults.or(service, DnsService.DEFAULT);
    drift = Defaults.or(drift, DriftPolicy.ENFORCE);
    driftOverrides = Defaults.copy(driftOverrides, List.of());
    rollout = Defaults.or(rollout, Rollout.DEFAULT);
    networkPolicy = Defaults.or(networkPolicy, NetworkPolicies.DEFAULT);
    adoption = Defaults.or(adoption, Adoption.DEFAULT);
    deletionPolicy = Defaults.or(deletionPolicy, DeletionPolicy.RETAIN);
    revisionHistoryLimit = Defaults.or(revisionHistoryLimit, 10);
  }

  /// The same declaration with another configuration, given as text, and with its image named. What
  /// happens to differences is left at its default: it is no part of what is made, and only the
  /// newest declaration says it.
  ///
  /// @param text the Corefile; null for none, which keeps the reference to a source
  public ClusterDNSSpec serving(String namedImage, @Nullable String text) {
    return new ClusterDNSSpec(
        namespace,
        clusterDomain,
        text,
        text == null ? corefileFrom : null,
        null,
        null,
        nodeHosts,
        namedImage,
        imagePullPolicy,
        imagePullSecrets,
        resources,
        tolerations,
        nodeSelector,
        priorityClassName,
        settings,
        service,
        DriftPolicy.ENFORCE,
        List.of(),
        rollout,
        networkPolicy,
        adoption,
        deletionPolicy,
        revisionHistoryLimit);
  }

  /// What happens to differences of objects of a kind.
  public DriftPolicy driftPolicy(String kind) {
    return driftOverrides.stream()
        .filter(override -> override.kind().text().equals(kind))
        .map(DriftOverride::policy)
        .findFirst()
        .orElse(drift);
  }

  /// This declaration with the pods of a revision that was accepted earlier, and without a
  /// configuration, which is kept beside it. What a revision does not hold, such as the Service and
  /// the policies, stays.
  ///
  /// @param revision the declaration that it was accepted with, its image named
  public ClusterDNSSpec withRevision(ClusterDNSSpec revision) {
    return new ClusterDNSSpec(
        namespace,
        revision.clusterDomain,
        null,
        corefileFrom,
        null,
        rollbackTo,
        revision.nodeHosts,
        revision.image,
        revision.imagePullPolicy,
        revision.imagePullSecrets,
        revision.resources,
        revision.tolerations,
        revision.nodeSelector,
        revision.priorityClassName,
        revision.settings,
        service,
        drift,
        driftOverrides,
        rollout,
        networkPolicy,
        adoption,
        deletionPolicy,
        revisionHistoryLimit);
  }

  /// The meaning of `spec: {}`.
  @SuppressWarnings("NullAway") // the canonical constructor turns every null into its default
  public static ClusterDNSSpec defaults() {
    return new ClusterDNSSpec(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null, null, null, null, null, null);
  }
}
