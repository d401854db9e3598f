package dev.nodens.operator.foreign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.nodens.crd.Drift;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the kubelets tell their pods about DNS, as far as the cluster says it: kubeadm keeps their
/// configuration in the ConfigMap `kube-system/kubelet-config`. Other distributions keep it on the
/// nodes, where nobody can read it without rights to every node.
public final class KubeletSettings {
  /// The ConfigMap's name.
  public static final String NAME = "kubelet-config";

  private static final YAMLMapper YAML = new YAMLMapper();

  private KubeletSettings() {}

  /// Whether kubelets give pods another DNS server or another domain than this cluster has.
  ///
  /// @param addresses of the DNS Service
  /// @param clusterDomain declared domain, without the final dot
  public static List<Finding> differences(
      ConfigMap map, List<String> addresses, String clusterDomain) {
    List<Finding> findings = new ArrayList<>();
    JsonNode kubelet = kubelet(map);
    JsonNode dns = kubelet.path("clusterDNS");
    List<String> told = new ArrayList<>();
    dns.forEach(address -> told.add(address.asText()));
    if (!told.isEmpty()
        && !addresses.isEmpty()
        && told.stream().noneMatch(a -> isOne(a, addresses))) {
      findings.add(
          finding(map, "clusterDNS", String.join(", ", addresses), String.join(", ", told)));
    }
    String domain = kubelet.path("clusterDomain").asText("");
    String bare = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    if (!bare.isEmpty() && !bare.equalsIgnoreCase(clusterDomain)) {
      findings.add(finding(map, "clusterDomain", clusterDomain, bare));
    }
    return findings;
  }

  private static boolean isOne(String address, List<String> addresses) {
    return addresses.stream().anyMatch(other -> canonical(other).equals(canonical(address)));
  }

  /// An IPv6 address has many spellings.
  private static String canonical(String address) {
    try {
      return InetAddress.ofLiteral(address).getHostAddress();
    } catch (IllegalArgumentException e) {
      return address;
    }
  }

  private static JsonNode kubelet(ConfigMap map) {
    String text = map.getData() == null ? null : map.getData().get("kubelet");
    try {
      return YAML.readTree(text == null ? "{}" : text);
    } catch (JsonProcessingException e) {
      return YAML.createObjectNode();
    }
  }

  private static Finding finding(ConfigMap map, String field, String declared, String told) {
    return new Finding(
        ObjectKey.of(map),
        "/data/kubelet/" + field,
        Drift.Type.CHANGED,
        Optional.of(declared),
        Optional.of(told),
        Optional.empty(),
        Drift.Severity.CRITICAL,
        Drift.Action.REPORTED);
  }
}
