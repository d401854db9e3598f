package dev.nodens.operator.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.UpstreamProbe.Reach;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UpstreamsTest {
  private final Set<String> working = new HashSet<>();
  private final Set<String> silent = new HashSet<>();
  private final List<String> asked = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private final Upstreams upstreams =
      new Upstreams(
          addresses -> {
            asked.addAll(new TreeSet<>(addresses));
            return addresses.stream()
                .filter(address -> !silent.contains(address))
                .collect(
                    Collectors.toMap(
                        address -> address,
                        address -> working.contains(address) ? Reach.REACHED : Reach.FAILED));
          },
          clock(),
          Runnable::run);

  private Clock clock() {
    InstantSource source = () -> now;
    return source.withZone(ZoneOffset.UTC);
  }

  @Test
  void aNodeWhoseUpstreamsFailTwiceWhileOthersWorkIsNamedUntilTheyWorkAgain() {
    working.addAll(List.of("10.0.0.1", "10.0.0.2"));

    assertThat(lookAfter(Duration.ZERO)).as("once is not enough").isEmpty();
    assertThat(lookAfter(Upstreams.FAILING))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.key()).hasToString("Node node-3");
          assertThat(finding.live().orElse("")).contains("pod-3");
        });

    working.add("10.0.0.3");
    assertThat(lookAfter(Upstreams.WELL)).isEmpty();
  }

  @Test
  void silenceCountsForNothing() {
    working.addAll(List.of("10.0.0.1", "10.0.0.2", "10.0.0.3"));
    lookAfter(Duration.ZERO);
    silent.add("10.0.0.3");
    working.remove("10.0.0.3");

    for (int i = 0; i < 20; i++) {
      assertThat(lookAfter(Upstreams.WELL)).isEmpty();
    }
  }

  @Test
  void aClusterWithoutAWayOutIsNotBlamed() {
    for (int i = 0; i < 20; i++) {
      assertThat(lookAfter(Upstreams.WELL)).isEmpty();
    }
  }

  @Test
  void whoIsWellIsAskedEveryFiveMinutesAndWhoIsNotSoonerButLessAndLessOften() {
    working.addAll(List.of("10.0.0.1", "10.0.0.2"));
    for (int second = 0; second <= 1200; second += 10) {
      lookAfter(Duration.ofSeconds(second == 0 ? 0 : 10));
    }

    assertThat(asked).filteredOn("10.0.0.1"::equals).hasSize(5);
    assertThat(asked).filteredOn("10.0.0.3"::equals).hasSize(7);
  }

  private List<Finding> lookAfter(Duration time) {
    now = now.plus(time);
    return upstreams.look(List.of(pod(1), pod(2), pod(3)));
  }

  private static DnsPod pod(int number) {
    return new DnsPod(
        "pod-" + number,
        "uid-" + number,
        Optional.of("node-" + number),
        Optional.of("10.0.0." + number),
        true,
        false,
        "r",
        Optional.empty());
  }
}
