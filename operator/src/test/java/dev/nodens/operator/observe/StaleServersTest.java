package dev.nodens.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.Observation.Workload;
import dev.nodens.operator.observe.RevisionProbe.Answer;
import dev.nodens.operator.observe.RevisionProbe.Serves;
import dev.nodens.operator.observe.RevisionProbe.Silent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StaleServersTest {
  private static final String HASH = "0123456789abcdef";
  private static final String REVISION = "0123456789";
  private static final Workload COMPLETE = new Workload(true, 2, 2, 2, 2);
  private static final Answer OTHER = new Serves("fedcba9876543210");

  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private final InstantSource source = () -> now;
  private final StaleServers stale = new StaleServers(source.withZone(ZoneOffset.UTC));

  @Test
  void aServerIsRestartedAfterItHadTimeToReload() {
    assertThat(stale.next(seen(COMPLETE, OTHER, new Serves(HASH)), REVISION, HASH)).isEmpty();
    now = now.plus(StaleServers.PATIENCE).minusSeconds(1);
    assertThat(stale.next(seen(COMPLETE, OTHER, new Serves(HASH)), REVISION, HASH)).isEmpty();
    now = now.plusSeconds(1);

    assertThat(stale.next(seen(COMPLETE, OTHER, new Serves(HASH)), REVISION, HASH))
        .hasValueSatisfying(pod -> assertThat(pod.name()).isEqualTo("pod-0"));
  }

  @Test
  void whoCaughtUpIsForgotten() {
    stale.next(seen(COMPLETE, OTHER), REVISION, HASH);
    now = now.plus(StaleServers.PATIENCE);
    stale.next(seen(COMPLETE, new Serves(HASH)), REVISION, HASH);

    assertThat(stale.next(seen(COMPLETE, OTHER), REVISION, HASH)).isEmpty();
  }

  @Test
  void oneAtATimeAndANodeOnlyOnceAnHour() {
    List<String> restarted = new ArrayList<>();
    for (Instant end = now.plus(Duration.ofMinutes(62)); now.isBefore(end); ) {
      stale
          .next(seen(COMPLETE, OTHER, OTHER), REVISION, HASH)
          .ifPresent(pod -> restarted.add(pod.name() + " " + now));
      now = now.plusSeconds(5);
    }

    assertThat(restarted)
        .containsExactly("pod-0 2026-01-01T12:03:00Z", "pod-1 2026-01-01T12:04:00Z");
  }

  @Test
  void nothingIsRestartedDuringARolloutOrForASilentServer() {
    for (Observation seen :
        List.of(
            seen(new Workload(true, 2, 1, 2, 2), OTHER, OTHER),
            seen(new Workload(true, 2, 2, 2, 1), OTHER, OTHER),
            seen(new Workload(false, 2, 2, 2, 2), OTHER, OTHER),
            seen(COMPLETE, new Silent("no answer"), new Serves(HASH)))) {
      stale.next(seen, REVISION, HASH);
      now = now.plus(StaleServers.PATIENCE);
      assertThat(stale.next(seen, REVISION, HASH)).isEmpty();
    }
  }

  private static Observation seen(Workload workload, Answer... answers) {
    List<DnsPod> pods = new ArrayList<>();
    Map<String, Answer> served = new java.util.TreeMap<>();
    for (int i = 0; i < answers.length; i++) {
      pods.add(
          new DnsPod(
              "pod-" + i,
              "uid-" + i,
              Optional.of("node-" + i),
              Optional.of("10.0.0." + i),
              true,
              false,
              HASH.substring(0, 10),
              Optional.empty()));
      served.put("pod-" + i, answers[i]);
    }
    return new Observation(Optional.of(workload), pods, served);
  }
}
