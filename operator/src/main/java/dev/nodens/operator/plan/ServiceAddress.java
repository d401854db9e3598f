package dev.nodens.operator.plan;

import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.operator.plan.InvalidDeclaration.Reason;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// Works out the address of the DNS Service.
final class ServiceAddress {
  /// kubeadm and k3s tell their kubelets the tenth address of the service range; the API server has
  /// the first.
  private static final BigInteger FROM_FIRST_TO_TENTH = BigInteger.valueOf(9);

  private ServiceAddress() {}

  /// The declared address, else the one that the Service had before, else the live one, else the
  /// tenth of the range. A Service that has another address than before was put in the place of the
  /// right one: the kubelets still tell their pods the address from before.
  static String of(ClusterDNSSpec spec, ClusterFacts facts) throws InvalidDeclaration {
    String declared = spec.service().clusterIP();
    String live = facts.serviceIP();
    String recorded = facts.recordedIP();
    if (declared != null
        && live != null
        && !isSame(declared, live)
        && !isSame(declared, recorded)) {
      throw new InvalidDeclaration(
          Reason.CONFLICT,
          "spec.service.clusterIP is %s, but Service %s/%s has %s and an address cannot be changed; remove the field, or delete that Service when no kubelet points at it"
              .formatted(declared, spec.namespace(), spec.service().name(), live));
    }
    if (declared != null) {
      return declared;
    }
    if (recorded != null) {
      return recorded;
    }
    if (live != null) {
      return live;
    }
    if (facts.apiServerIP() == null) {
      throw new InvalidDeclaration(
          Reason.CLUSTER_IP_UNKNOWN,
          "neither Service %s/%s nor Service default/kubernetes has an address to go by; set spec.service.clusterIP to the kubelets' clusterDNS"
              .formatted(spec.namespace(), spec.service().name()));
    }
    return tenth(facts.apiServerIP());
  }

  private static String tenth(String first) {
    byte[] bytes = parse(first).getAddress();
    byte[] sum = new BigInteger(1, bytes).add(FROM_FIRST_TO_TENTH).toByteArray();
    int length = Math.min(sum.length, bytes.length);
    System.arraycopy(sum, sum.length - length, bytes, bytes.length - length, length);
    try {
      return Addresses.canonical(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("as long as the address it came from", e);
    }
  }

  private static boolean isSame(String one, @Nullable String other) {
    return other != null && parse(one).equals(parse(other));
  }

  private static InetAddress parse(String address) {
    return InetAddress.ofLiteral(address);
  }
}
