package dev.nodens.crd;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/// The DNS of a cluster as one declared, cluster-scoped resource (`kubectl get cdns`).
@Group("nodens.dev")
@Version("v1alpha1")
@Kind("ClusterDNS")
@Plural("clusterdnses")
@Singular("clusterdns")
@ShortNames("cdns")
public final class ClusterDNS extends CustomResource<ClusterDNSSpec, ClusterDNSStatus> {
  private static final long serialVersionUID = 1L;

  /// Name of the definition object: plural, dot, group.
  public static final String CRD_NAME = "clusterdnses.nodens.dev";

  @Override
  protected ClusterDNSSpec initSpec() {
    return ClusterDNSSpec.defaults();
  }

  @Override
  protected ClusterDNSStatus initStatus() {
    return ClusterDNSStatus.empty();
  }
}
