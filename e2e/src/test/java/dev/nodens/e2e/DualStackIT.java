package dev.nodens.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// On a dual-stack cluster DNS is there over both families, for the names of both.
@ExtendWith(Scene.Setter.class)
final class DualStackIT {
  private static final List<String> NODES = List.of("node-1", "node-2");

  private final Scene scene;

  DualStackIT(Scene scene) {
    this.scene = scene;
  }

  @BeforeEach
  void theClusterHasBothFamilies() {
    scene.awaitReady();
    // e2e/run starts a cluster of one family where the kernel has no IPv6.
    assumeThat(scene.client().nodes().withName("node-1").get().getSpec().getPodCIDRs()).hasSize(2);
  }

  @Test
  void theDnsServiceHasAnAddressOfEachFamilyAndThePodsBehindBoth() {
    Service service =
        scene.client().services().inNamespace(Cluster.DNS_NAMESPACE).withName("kube-dns").get();

    assertThat(service.getSpec().getIpFamilies()).containsExactly("IPv4", "IPv6");
    assertThat(scene.dnsAddresses())
        .containsExactlyElementsOf(service.getSpec().getClusterIPs())
        .startsWith(Cluster.DNS)
        .hasSize(2);
  }

  @Test
  void clientsOfEveryNodeAskOverEitherFamily() {
    String web =
        scene
            .client()
            .services()
            .inNamespace("default")
            .withName("web")
            .get()
            .getSpec()
            .getClusterIP();
    for (String node : NODES) {
      for (String address : scene.dnsAddresses()) {
        for (String transport : List.of("+notcp", "+tcp")) {
          Dig answer = dig(node, address, "web.default.svc.cluster.local", transport);

          assertThat(answer.answers())
              .as("asked on %s at %s with %s", node, address, transport)
              .containsExactly(web);
        }
      }
    }
  }

  @Test
  void aHeadlessServiceHasTheAddressesOfBothFamiliesAndNamesForThem() {
    Service both = scene.client().resource(headless()).create();
    try {
      List<Pod> pods =
          scene.client().pods().inNamespace("default").withLabel("app", "db").list().getItems();
      String name = "db-of-both.default.svc.cluster.local";
      Awaitility.await("the EndpointSlices of both families are written")
          .atMost(Scene.PATIENCE)
          .untilAsserted(() -> {
            assertThat(dig("node-2", Cluster.DNS, name, "A").answers())
                .containsExactlyInAnyOrderElementsOf(addresses(pods, ip -> !ip.contains(":")));
            assertThat(dig("node-2", Cluster.DNS, name, "AAAA").answers())
                .containsExactlyInAnyOrderElementsOf(addresses(pods, ip -> ip.contains(":")));
          });
      for (String address : addresses(pods, ip -> true)) {
        assertThat(dig("node-1", scene.dnsAddresses().getLast(), "-x", address).answers())
            .as("names of %s", address)
            .anyMatch(found -> found.endsWith("." + name + "."));
      }
    } finally {
      scene.client().resource(both).delete();
    }
  }

  private static Service headless() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("db-of-both")
        .endMetadata()
        .withNewSpec()
        .withClusterIP("None")
        .withIpFamilyPolicy("RequireDualStack")
        .withSelector(Map.of("app", "db"))
        .endSpec()
        .build();
  }

  private static List<String> addresses(List<Pod> pods, Predicate<String> wanted) {
    return pods.stream()
        .flatMap(pod -> pod.getStatus().getPodIPs().stream())
        .map(PodIP::getIp)
        .filter(wanted)
        .toList();
  }

  private Dig dig(String node, String server, String... question) {
    String[] whole = new String[question.length + 1];
    System.arraycopy(question, 0, whole, 0, question.length);
    whole[question.length] = "@" + server;
    return Cluster.dig(scene.clientOn(node), whole);
  }
}
