package dev.nodens.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.e2e.AuditLog.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/// On a cluster that nobody touches the operator looks, and writes nothing.
@ExtendWith(Scene.Setter.class)
// Not by default: it takes as long as one wants to know, and ten minutes more after a revert.
@EnabledIfSystemProperty(named = "e2e.full", matches = "true")
final class IdleIT {
  private static final String OPERATOR = "system:serviceaccount:nodens-system:nodens-operator";

  /// In seconds. By default one has as many resyncs as an hour has in production.
  private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("e2e.idle", 60));

  private final Scene scene;

  IdleIT(Scene scene) {
    this.scene = scene;
  }

  @BeforeEach
  void theOperatorLooksEverySecond() {
    scene.awaitReady();
    scene.awaitNobodyLeaving();
    operator(
        "patch",
        "deployment/nodens-operator",
        "--type=json",
        "-p",
        "[{\"op\":\"add\",\"path\":\"/spec/template/spec/containers/0/args/-\","
            + "\"value\":\"--resync-seconds=1\"}]");
    operator("rollout", "status", "deployment/nodens-operator", "--timeout=140s");
    scene.awaitReady();
    Awaitility.await("one of the new operators leads")
        .atMost(Scene.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> reconciliations() > 3);
    Awaitility.await("reverts of tests before are no longer shown")
        .atMost(Duration.ofMinutes(11))
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> !scene.shows(item -> true));
  }

  @AfterEach
  void theOperatorIsAsItWas() {
    Cluster.installChart();
    scene.awaitReady();
  }

  private static void operator(String... arguments) {
    String[] whole = new String[arguments.length + 2];
    whole[0] = "-n";
    whole[1] = Cluster.OPERATOR_NAMESPACE;
    System.arraycopy(arguments, 0, whole, 2, arguments.length);
    Cluster.kubectl(whole).text();
  }

  @Test
  void anHourOfResyncsWritesNothingButTheLease() {
    long before = reconciliations();
    Instant start = Instant.now();

    Awaitility.await("nothing is written")
        .during(TIME)
        .atMost(TIME.plusMinutes(1))
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(() -> assertThat(written(AuditLog.of(OPERATOR, start))).isEmpty());

    long looks = reconciliations() - before;
    List<Write> all = AuditLog.of(OPERATOR, start);
    scene.figure(
        "%d s of resyncs each second: the operator looked %d times, asked for %d dry runs and %d writes, and renewed its lease %d times",
        TIME.toSeconds(),
        looks,
        all.stream().filter(Write::isDryRun).count(),
        written(all).size(),
        all.stream().filter(write -> write.isOf("leases")).count());
    assertThat(looks).as("resyncs").isGreaterThan(TIME.toSeconds() / 2);
    assertThat(all).as("the audit log tells of the lease at least").isNotEmpty();
  }

  /// How often the operators have looked at the ClusterDNS, by their metrics.
  private long reconciliations() {
    return scene.client().pods().inNamespace(Cluster.OPERATOR_NAMESPACE).list().getItems().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .mapToLong(pod -> scene.metric(pod, 8080, "clusterdns_reconciliations_total{"))
        .sum();
  }

  private static List<Write> written(List<Write> all) {
    return all.stream().filter(write -> !write.isDryRun() && !write.isOf("leases")).toList();
  }
}
