package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/// NetworkPolicies that the operator keeps.
///
/// @param ingress whether the DNS pods get one that lets everybody ask
/// @param clientEgressNamespaces namespaces that get one which lets their pods ask
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NetworkPolicies(Boolean ingress, List<String> clientEgressNamespaces) {
  static final NetworkPolicies DEFAULT = new NetworkPolicies(false, List.of());

  public NetworkPolicies {
    ingress = Defaults.or(ingress, false);
    clientEgressNamespaces = Defaults.copy(clientEgressNamespaces, List.of());
  }
}
