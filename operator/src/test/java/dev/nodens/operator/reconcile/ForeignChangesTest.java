package dev.nodens.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ForeignChangesTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a pod became ready,             1, a, 1, 2, 1, false",
    "a node joined,                  1, a, 1, 3, 0, false",
    "it is declared anew,            2, a, 1, 2, 0, true",
    "it has another label,           1, b, 1, 2, 0, true",
    "no node fits it any more,       1, a, 1, 0, 0, true",
    "its controller has not counted, 1, a, 0, 2, 0, false"
  })
  void aChangeOfAForeignDaemonSetMattersIfItSaysMoreThanCounts(
      String what,
      long generation,
      String label,
      long observed,
      int desired,
      int ready,
      boolean matters) {
    DaemonSet before = daemonSet(1, "a", 1, 2, 0);
    DaemonSet now = daemonSet(generation, label, observed, desired, ready);

    assertThat(ForeignChanges.matter(now, before)).as(what).isEqualTo(matters);
  }

  private static DaemonSet daemonSet(
      long generation, String label, long observed, int desired, int ready) {
    return new DaemonSetBuilder()
        .withNewMetadata()
        .withName("coredns")
        .withGeneration(generation)
        .withLabels(Map.of("app", label))
        .endMetadata()
        .withNewStatus()
        .withObservedGeneration(observed)
        .withDesiredNumberScheduled(desired)
        .withNumberReady(ready)
        .endStatus()
        .build();
  }
}
