package dev.nodens.e2e.differential.world;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.ServiceSpecBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Makes Services of every kind.
final class ServiceMaker {
  /// Where Services without own data point to; the first ones are answered by the outside.
  static final List<String> TARGETS =
      List.of(
          "a1.up.test",
          "a20.up.test",
          "cname.up.test",
          "nx.up.test",
          "nodata.up.test",
          "servfail.up.test",
          "svc-0.ns-0.svc.cluster.local",
          "svc-2.ns-1.svc.cluster.local",
          "svc-9.ns-0.svc.cluster.local",
          "missing.ns-0.svc.cluster.local",
          "kubernetes.default.svc.cluster.local",
          "svc-9.ns-2.svc.cluster.local");

  /// The kinds, those that are asked most often several times.
  enum Kind {
    V4,
    V4_AGAIN,
    V6,
    DUAL,
    DUAL_V6_FIRST,
    HEADLESS,
    HEADLESS_DUAL,
    HEADLESS_NOT_READY,
    HEADLESS_WITHOUT_PORTS,
    EXTERNAL
  }

  private final RandomGenerator random;
  private final Addresses addresses;

  ServiceMaker(RandomGenerator random, Addresses addresses) {
    this.random = random;
    this.addresses = addresses;
  }

  Service service(String namespace, String name, Kind kind) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(Map.of("side", random.nextBoolean() ? "left" : "right"))
        .endMetadata()
        .withSpec(spec(kind))
        .build();
  }

  ServiceSpec spec(Kind kind) {
    var spec = new ServiceSpecBuilder().withType("ClusterIP");
    return switch (kind) {
      case V4, V4_AGAIN -> families(spec, "SingleStack", "IPv4").withPorts(ports(1)).build();
      case V6 -> families(spec, "SingleStack", "IPv6").withPorts(ports(1)).build();
      case DUAL -> families(spec, "RequireDualStack", "IPv4", "IPv6").withPorts(ports(1)).build();
      case DUAL_V6_FIRST ->
          families(spec, "RequireDualStack", "IPv6", "IPv4").withPorts(ports(1)).build();
      case HEADLESS -> headless(spec, "SingleStack", "IPv4").withPorts(ports(1)).build();
      case HEADLESS_DUAL ->
          headless(spec, "RequireDualStack", "IPv4", "IPv6").withPorts(ports(1)).build();
      case HEADLESS_NOT_READY ->
          headless(spec, "SingleStack", "IPv4")
              .withPublishNotReadyAddresses(true)
              .withPorts(ports(0))
              .build();
      case HEADLESS_WITHOUT_PORTS -> headless(spec, "SingleStack", "IPv4").build();
      case EXTERNAL ->
          new ServiceSpecBuilder()
              .withType("ExternalName")
              .withExternalName(TARGETS.get(random.nextInt(TARGETS.size())))
              .build();
    };
  }

  private ServiceSpecBuilder families(ServiceSpecBuilder spec, String policy, String... families) {
    List<String> ips = new ArrayList<>();
    for (String family : families) {
      ips.add(addresses.cluster(family.equals("IPv6")));
    }
    return spec.withIpFamilyPolicy(policy)
        .withIpFamilies(families)
        .withClusterIP(ips.getFirst())
        .withClusterIPs(ips);
  }

  private static ServiceSpecBuilder headless(
      ServiceSpecBuilder spec, String policy, String... families) {
    return spec.withIpFamilyPolicy(policy)
        .withIpFamilies(families)
        .withClusterIP("None")
        .withClusterIPs("None");
  }

  /// At least `least` ports; a single one may have no name.
  List<ServicePort> ports(int least) {
    List<ServicePort> all =
        List.of(
            port("http", "TCP", 80),
            port("https", "TCP", 443),
            port("dns", "UDP", 53),
            port("dns-tcp", "TCP", 53));
    int from = random.nextInt(all.size());
    int count = Math.max(least, random.nextInt(all.size()));
    if (count == 1 && random.nextBoolean()) {
      return List.of(
          new ServicePortBuilder()
              .withProtocol("TCP")
              .withPort(8000 + random.nextInt(100))
              .build());
    }
    var ports = new ArrayList<ServicePort>();
    for (int i = 0; i < count; i++) {
      ports.add(all.get((from + i) % all.size()));
    }
    return ports;
  }

  private static ServicePort port(String name, String protocol, int port) {
    return new ServicePortBuilder().withName(name).withProtocol(protocol).withPort(port).build();
  }
}
