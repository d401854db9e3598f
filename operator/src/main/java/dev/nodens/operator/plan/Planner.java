package dev.nodens.operator.plan;

import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.operator.Names;
import dev.nodens.operator.plan.ClusterFacts.ClientNamespace;
import dev.nodens.operator.plan.ClusterFacts.KnownRevision;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Makes the plan of a declaration.
public final class Planner {
  private final String defaultImage;

  /// @param defaultImage image of the server for declarations that name none
  public Planner(String defaultImage) {
    this.defaultImage = defaultImage;
  }

  /// Works out what a declaration means.
  ///
  /// @param owner name of the ClusterDNS
  /// @throws InvalidDeclaration when it contradicts the cluster, or the Service's address cannot be
  ///   known
  public Plan plan(String owner, ClusterDNSSpec spec, ClusterFacts facts)
      throws InvalidDeclaration {
    return plan(owner, spec, facts, Configurations.of(spec, facts));
  }

  /// The same with a configuration that was accepted before, whatever the declaration says now.
  ///
  /// @throws InvalidDeclaration when the Service's address contradicts the cluster or cannot be
  ///   known
  public Plan plan(String owner, ClusterDNSSpec spec, ClusterFacts facts, ConfigText text)
      throws InvalidDeclaration {
    Optional<NodeHostsFile> nodeHosts = NodeHostsFile.of(spec, facts);
    Plan.Workload workload = workload(spec, text);
    return new Plan(
        owner,
        spec.namespace(),
        revision(owner, text, workload, facts),
        nodeHosts.map(NodeHostsFile::text),
        workload,
        new Plan.ServicePlan(
            spec.service().name(),
            ServiceAddress.of(spec, facts),
            spec.service().familyPolicy().text(),
            trafficDistribution(spec, facts)),
        spec.serving(image(spec), null),
        warnings(nodeHosts, facts),
        Plan.Membership.ALONE,
        network(spec, facts));
  }

  /// A plan that stays in force in a cluster that changed.
  ///
  /// @param facts read for the declaration of that plan
  public Plan again(Plan plan, ClusterFacts facts) throws InvalidDeclaration {
    return plan(plan.owner(), plan.accepted(), facts, plan.revision().text())
        .with(plan.membership());
  }

  private static List<String> warnings(Optional<NodeHostsFile> nodeHosts, ClusterFacts facts) {
    return Stream.concat(
            nodeHosts.flatMap(NodeHostsFile::warning).stream(),
            facts.clients().stream().map(ClientNamespace::problem).filter(Objects::nonNull))
        .toList();
  }

  private static Plan.NetworkPlan network(ClusterDNSSpec spec, ClusterFacts facts) {
    return new Plan.NetworkPlan(
        spec.networkPolicy().ingress(),
        facts.clients().stream()
            .filter(namespace -> namespace.problem() == null)
            .map(ClientNamespace::name)
            .toList());
  }

  private static Plan.Revision revision(
      String owner, ConfigText text, Plan.Workload workload, ClusterFacts facts) {
    String name = Names.revision(owner, RevisionIdentity.of(text, workload));
    return new Plan.Revision(name, number(name, facts), text);
  }

  /// Numbers only grow: going back to an earlier configuration makes it the newest revision, unless
  /// the workload declares it still. What the status says counts before what labels say, because
  /// anybody can edit a label.
  private static long number(String name, ClusterFacts facts) {
    KnownRevision declared = facts.declared();
    if (declared != null && declared.name().equals(name)) {
      return declared.number();
    }
    long highest =
        Stream.concat(facts.revisions().stream(), Stream.ofNullable(declared))
            .mapToLong(KnownRevision::number)
            .max()
            .orElse(0);
    return facts.revisions().contains(new KnownRevision(name, highest)) ? highest : highest + 1;
  }

  private String image(ClusterDNSSpec spec) {
    return Optional.ofNullable(spec.image()).orElse(defaultImage);
  }

  private Plan.Workload workload(ClusterDNSSpec spec, ConfigText text) {
    return new Plan.Workload(
        image(spec),
        spec.imagePullPolicy(),
        spec.imagePullSecrets(),
        spec.resources(),
        spec.tolerations(),
        spec.nodeSelector(),
        spec.priorityClassName(),
        spec.settings(),
        GracePeriod.seconds(text),
        spec.revisionHistoryLimit(),
        spec.rollout().maxSurge());
  }

  /// Kubernetes before 1.34 knows only PreferClose, which is what PreferSameZone was called.
  private static Optional<String> trafficDistribution(ClusterDNSSpec spec, ClusterFacts facts) {
    boolean old = facts.kubernetesMinor() < 34;
    return switch (spec.service().trafficDistribution()) {
      case PREFER_SAME_NODE -> Optional.of(old ? "PreferClose" : "PreferSameNode");
      case PREFER_SAME_ZONE -> Optional.of(old ? "PreferClose" : "PreferSameZone");
      case ANY -> Optional.empty();
    };
  }
}
