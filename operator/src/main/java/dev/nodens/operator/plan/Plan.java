package dev.nodens.operator.plan;

import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.crd.PullPolicy;
import dev.nodens.crd.Resources;
import dev.nodens.operator.Names;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that follows from a declaration in this cluster; the objects are rendered from it and
/// from nothing else.
///
/// @param owner name of the ClusterDNS
/// @param namespace namespace of the objects
/// @param revision the configuration
/// @param nodeHosts content of the node hosts file; empty when node names are not answered
/// @param workload the pods
/// @param service the Service
/// @param accepted the declaration that it follows from, without the configuration and with the
///   image named
/// @param warnings what cannot be carried out in full
/// @param membership how the pods and the Service stand to a foreign DNS
/// @param network NetworkPolicies to keep
public record Plan(
    String owner,
    String namespace,
    Revision revision,
    Optional<String> nodeHosts,
    Workload workload,
    ServicePlan service,
    ClusterDNSSpec accepted,
    List<String> warnings,
    Membership membership,
    NetworkPlan network) {

  /// The same beside a foreign DNS.
  public Plan with(Membership otherMembership) {
    return new Plan(
        owner,
        namespace,
        revision,
        nodeHosts,
        workload,
        service,
        accepted,
        warnings,
        otherMembership,
        network);
  }

  /// The same plan with other node hosts.
  public Plan withNodeHosts(Optional<String> others) {
    return new Plan(
        owner,
        namespace,
        revision,
        others,
        workload,
        service,
        accepted,
        warnings,
        membership,
        network);
  }

  /// The same revision under the number that it got earlier.
  public Plan numbered(long number) {
    return new Plan(
        owner,
        namespace,
        new Revision(revision.name(), number, revision.text()),
        nodeHosts,
        workload,
        service,
        accepted,
        warnings,
        membership,
        network);
  }

  /// One revision: a configuration with the pods that serve it.
  ///
  /// @param name name of its ConfigMap; its end is a hash of the configuration and of the pods
  /// @param number its number, from 1
  /// @param text what it says
  public record Revision(String name, long number, ConfigText text) {
    /// What the labels of its objects say: the end of the name.
    public String id() {
      return name.substring(name.length() - Names.SHORT_HASH);
    }

    /// Lower-case hex SHA-256 that pods answer with.
    public String hash() {
      return text.hash();
    }

    /// Text of the Corefile.
    public String corefile() {
      return text.corefile();
    }
  }

  /// The pods.
  ///
  /// @param image of the server
  /// @param pullPolicy of the image
  /// @param pullSecrets names of Secrets
  /// @param resources of the container
  /// @param tolerations of the pods
  /// @param nodeSelector of the pods
  /// @param priorityClassName of the pods
  /// @param settings of the server beside its Corefile: environment variables
  /// @param gracePeriodSeconds how long a pod may take to stop
  /// @param revisionHistoryLimit earlier revisions to keep
  /// @param maxSurge nodes that may have a second pod during a roll
  public record Workload(
      String image,
      PullPolicy pullPolicy,
      List<String> pullSecrets,
      Resources resources,
      List<Toleration> tolerations,
      Map<String, String> nodeSelector,
      String priorityClassName,
      Map<String, String> settings,
      int gracePeriodSeconds,
      int revisionHistoryLimit,
      IntOrString maxSurge) {}

  /// How the pods and the Service stand to a DNS of somebody else that serves as well.
  ///
  /// @param inService whether the pods carry the label that the Service selects
  /// @param service what is done about the Service
  /// @param proposal declaration that is offered to people; empty for none
  /// @param withdrawn whether an earlier proposal is no longer of use
  /// @param exclusive whether the Service selects these pods and no others, so that a foreign DNS
  ///   has no clients even while it runs
  public record Membership(
      boolean inService,
      ServiceRole service,
      Optional<String> proposal,
      boolean withdrawn,
      boolean exclusive) {
    /// Nobody else serves.
    public static final Membership ALONE =
        new Membership(true, ServiceRole.KEEP, Optional.empty(), false, false);
  }

  /// What the operator does about the Service. One that is missing is made in any case.
  public enum ServiceRole {
    /// It is ours and brought to its intent.
    KEEP,
    /// It becomes ours now, which is no drift.
    TAKE_OVER,
    /// It is ours, but is about to be somebody else's, whose marks stay.
    RETURN,
    /// It is somebody else's and not touched.
    LEAVE
  }

  /// The NetworkPolicies.
  ///
  /// @param ingress whether there is one that lets everybody ask the DNS pods
  /// @param clientNamespaces namespaces that get one which lets their pods ask
  public record NetworkPlan(boolean ingress, List<String> clientNamespaces) {}

  /// The Service.
  ///
  /// @param name its name
  /// @param clusterIP its address
  /// @param ipFamilyPolicy the field's value
  /// @param trafficDistribution the field's value; empty to leave it out
  public record ServicePlan(
      String name, String clusterIP, String ipFamilyPolicy, Optional<String> trafficDistribution) {}
}
