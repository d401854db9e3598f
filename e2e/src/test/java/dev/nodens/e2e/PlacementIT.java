package dev.nodens.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Where the DNS servers run, how they are confined, and who asks which of them.
@ExtendWith(Scene.Setter.class)
final class PlacementIT {
  private final Scene scene;

  PlacementIT(Scene scene) {
    this.scene = scene;
  }

  @Test
  void everyNodeHasAServerAndSoHasTheTaintedControlPlane() {
    List<Taint> taints = scene.client().nodes().withName("node-1").get().getSpec().getTaints();

    assertThat(taints).extracting(Taint::getKey).contains("node-role.kubernetes.io/control-plane");
    assertThat(scene.dnsPods())
        .extracting(pod -> pod.getSpec().getNodeName())
        .containsExactlyInAnyOrder("node-1", "node-2");
  }

  @Test
  void aServerRunsWithoutRootAndWithoutAWritableRoot() {
    for (Pod pod : scene.dnsPods()) {
      var container = pod.getSpec().getContainers().getFirst().getSecurityContext();

      assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(container.getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getAllowPrivilegeEscalation()).isFalse();
      assertThat(pod.getSpec().getDnsPolicy()).isEqualTo("Default");
    }
  }

  @Test
  void clientsAskTheServerOfTheirOwnNode() {
    var service =
        scene.client().services().inNamespace(Cluster.DNS_NAMESPACE).withName("kube-dns").get();
    assertThat(service.getSpec().getTrafficDistribution()).isEqualTo("PreferSameNode");

    for (Pod server : scene.dnsPods()) {
      String node = server.getSpec().getNodeName();
      List<String> targets =
          Cluster.tool(List.of("node", node, "iptables-save", "-t", "nat"))
              .text()
              .lines()
              .filter(line -> line.matches(".*kube-system/kube-dns:.*--to-destination \\S+:53.*"))
              .map(line -> line.replaceAll(".*--to-destination (\\S+):53.*", "$1"))
              .distinct()
              .toList();
      assertThat(targets).as(node).containsExactly(server.getStatus().getPodIP());
    }
  }

  @Test
  void theServerOfANodeAnswersAllItsClients() {
    int queries = 20;
    for (String node : List.of("node-1", "node-2")) {
      Map<String, Long> before = answered();
      for (int i = 0; i < queries; i++) {
        String name = "_http._tcp.web.default.svc.cluster.local";
        assertThat(Cluster.dig(scene.clientOn(node), "@" + Cluster.DNS, name, "SRV").status())
            .isEqualTo("NOERROR");
      }
      Map<String, Long> after = answered();

      after.forEach((server, count) -> {
        long more = count - before.getOrDefault(server, 0L);
        assertThat(more)
            .as("queries of %s that the server of %s answered", node, server)
            .isEqualTo(server.equals(node) ? queries : 0);
      });
    }
  }

  /// Answered queries by node of the server; of a type that the operator's own probes never ask
  /// for.
  private Map<String, Long> answered() {
    return scene.dnsPods().stream()
        .collect(
            Collectors.toMap(
                server -> server.getSpec().getNodeName(), server -> scene.answered(server, "SRV")));
  }
}
