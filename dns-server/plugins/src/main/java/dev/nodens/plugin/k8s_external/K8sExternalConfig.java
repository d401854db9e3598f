package dev.nodens.plugin.k8s_external;

import dev.nodens.wire.Name;
import java.util.List;

/// What `k8s_external` says.
///
/// @param zones that services stand in, as `service.namespace.ZONE`
/// @param apex label below which the name server stands
/// @param ttl of addresses and denials, in seconds, 0 to 3600
/// @param headless whether endpoints of headless services are answered
/// @param fallthrough zones whose missing names go on to the next plugin
public record K8sExternalConfig(
    List<Name> zones, String apex, int ttl, boolean headless, List<Name> fallthrough) {

  public K8sExternalConfig {
    zones = List.copyOf(zones);
    fallthrough = List.copyOf(fallthrough);
  }
}
