package dev.nodens.operator.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.ObjectKey;
import dev.nodens.operator.observe.Observation;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefusedPodsTest {
  private static final ObjectKey KEY =
      new ObjectKey("apps/v1", "DaemonSet", "daemonsets", Optional.of("kube-system"), "c-dns");

  @Test
  void eventsAreAskedForOnlyWhileNodesLackTheirPod() {
    assertThat(RefusedPods.areMissing(seen(2, true))).isTrue();
    assertThat(RefusedPods.areMissing(seen(1, true))).isFalse();
    assertThat(RefusedPods.areMissing(seen(2, false))).as("counted for an older object").isFalse();
  }

  @Test
  void theNewestEventSaysWhy() {
    Finding finding =
        RefusedPods.finding(
                KEY,
                seen(2, true),
                List.of(
                    event("2026-01-01T00:00:01Z", "pods \"c-dns-x\" is forbidden: exceeded quota"),
                    event("2026-01-01T00:00:00Z", "older")))
            .orElseThrow();

    assertThat(finding.declared()).contains("2");
    assertThat(finding.live()).contains("1: pods \"c-dns-x\" is forbidden: exceeded quota");
    assertThat(RefusedPods.finding(KEY, seen(2, true), List.of())).isEmpty();
  }

  private static Observation seen(int desired, boolean upToDate) {
    var pod =
        new Observation.DnsPod(
            "p",
            "u",
            Optional.of("node-1"),
            Optional.of("10.0.0.1"),
            true,
            false,
            "r",
            Optional.empty());
    return new Observation(
        Optional.of(new Observation.Workload(upToDate, desired, 1, 1, 1)), List.of(pod), Map.of());
  }

  private static Event event(String time, String message) {
    return new EventBuilder().withLastTimestamp(time).withMessage(message).build();
  }
}
