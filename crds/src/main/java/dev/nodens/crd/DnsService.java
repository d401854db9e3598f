package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// The Service that clients ask.
///
/// @param name its name in the spec's namespace
/// @param clusterIP its address; absent for the live Service's, else the tenth of the service range
/// @param ipFamilyPolicy families of its addresses; absent for [IpFamilyPolicy#PREFER_DUAL_STACK]
/// @param trafficDistribution which pod answers a node
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DnsService(
    String name,
    @Nullable String clusterIP,
    @Nullable IpFamilyPolicy ipFamilyPolicy,
    TrafficDistribution trafficDistribution) {
  static final DnsService DEFAULT =
      new DnsService("kube-dns", null, null, TrafficDistribution.PREFER_SAME_NODE);

  public DnsService {
    name = Defaults.or(name, "kube-dns");
    trafficDistribution = Defaults.or(trafficDistribution, TrafficDistribution.PREFER_SAME_NODE);
  }

  /// The declared policy or the default.
  public IpFamilyPolicy familyPolicy() {
    return Defaults.or(ipFamilyPolicy, IpFamilyPolicy.PREFER_DUAL_STACK);
  }
}
