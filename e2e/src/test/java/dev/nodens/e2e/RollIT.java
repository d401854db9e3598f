package dev.nodens.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.e2e.SteadyClient.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Servers come and go, and no client notices: neither one that takes a new port for each query nor
/// one that keeps its port, which connection tracking pins to a server.
@ExtendWith(Scene.Setter.class)
final class RollIT {
  private static final String NAME = "web.default.svc.cluster.local";
  private static final String DAEMON_SET = "daemonset/cluster-dns";

  /// More than one only to measure: the figures are sums.
  private static final int ROLLS = Integer.getInteger("e2e.rolls", 1);

  private final Scene scene;

  RollIT(Scene scene) {
    this.scene = scene;
  }

  @BeforeEach
  @AfterEach
  void everythingIsInOrder() {
    scene.awaitReady();
    scene.awaitNobodyLeaving();
  }

  @Test
  void aRestartOfAllServersLosesNoQuery() {
    var clients = new LinkedHashMap<String, SteadyClient>();
    try {
      for (String address : scene.dnsAddresses()) {
        for (String node : List.of("node-1", "node-2")) {
          clients.put(
              node + " at " + address, SteadyClient.start(scene.clientOn(node), address, NAME));
        }
      }
      long start = System.nanoTime();
      for (int i = 0; i < ROLLS; i++) {
        restart();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      var outcomes = new LinkedHashMap<String, Outcome>();
      clients.forEach((client, asking) -> outcomes.put(client, asking.stop()));

      outcomes.forEach((client, outcome) ->
          scene.figure(
              "rollout restart of 2 nodes, %d times in %.1f s: on %s %s",
              ROLLS, seconds, client, outcome.text()));
      outcomes.forEach((client, outcome) -> assertNoneFailed(client, outcome));
    } finally {
      clients.values().forEach(SteadyClient::close);
    }
  }

  @Test
  void aNodeWhoseServerIsAwayIsServedByAnother() {
    for (int i = 0; i < ROLLS; i++) {
      deleteTheServerOfNode2();
      everythingIsInOrder();
    }
  }

  private void deleteTheServerOfNode2() {
    Pod own = scene.dnsPodOn("node-2");
    Pod other = scene.dnsPodOn("node-1");
    try (SteadyClient client = SteadyClient.start(scene.clientOn("node-2"), NAME)) {
      long before = scene.answered(other);
      long start = System.nanoTime();
      scene.client().resource(own).delete();
      scene.awaitGone(List.of(own));
      double away = (System.nanoTime() - start) / 1e9;
      scene.awaitReady();
      Awaitility.await("node-2 has a server again")
          .atMost(Scene.PATIENCE)
          .untilAsserted(() -> assertThat(scene.dnsPods()).hasSize(2));
      Outcome outcome = client.stop();
      long served = scene.answered(other) - before;

      scene.figure(
          "the server of node-2 deleted, gone after %.1f s: %s; %d queries answered by node-1",
          away, outcome.text(), served);
      assertThat(served).as("queries that the server of node-1 answered").isGreaterThan(20);
      assertNoneFailed("node-2", outcome);
    }
  }

  private void restart() {
    List<Pod> old = scene.dnsPods();
    Cluster.kubectl("-n", Cluster.DNS_NAMESPACE, "rollout", "restart", DAEMON_SET).text();
    scene.awaitGone(old);
    scene.awaitReady();
  }

  private static void assertNoneFailed(String node, Outcome outcome) {
    assertThat(outcome.failures()).as("failures on %s: %s", node, outcome.text()).isEmpty();
  }
}
