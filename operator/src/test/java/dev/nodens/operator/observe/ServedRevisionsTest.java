package dev.nodens.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.RevisionProbe.Serves;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ServedRevisionsTest {
  private final List<String> asked = new ArrayList<>();
  private final Map<String, String> serving =
      new HashMap<>(Map.of("10.0.0.1", "new", "10.0.0.2", "old"));
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");

  private final ServedRevisions served =
      new ServedRevisions(
          addresses -> {
            Map<String, RevisionProbe.Answer> answers = new HashMap<>();
            for (String address : new TreeSet<>(addresses)) {
              asked.add(address);
              String hash = serving.getOrDefault(address, "");
              answers.put(
                  address,
                  hash.isEmpty() ? new RevisionProbe.Silent("no answer") : new Serves(hash));
            }
            return answers;
          },
          new Clock() {
            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return now;
            }
          });

  @Test
  void asksAgainOnlyThoseThatHaveNotProvedTheRevision() {
    served.of(List.of(pod(1, true), pod(2, true)), "new");
    serving.put("10.0.0.2", "new");

    Map<String, RevisionProbe.Answer> answers =
        served.of(List.of(pod(1, true), pod(2, true)), "new");

    assertThat(asked).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.2");
    assertThat(answers).containsEntry("pod-2", new Serves("new"));
  }

  @Test
  void aProofIsBelievedForAWhileOnly() {
    served.of(List.of(pod(1, true)), "new");
    now = now.plus(Duration.ofMinutes(3));
    served.of(List.of(pod(1, true)), "new");

    assertThat(asked).hasSize(2);
  }

  @Test
  void manyPodsThatAnswerAreAskedInOneGo() {
    List<DnsPod> many = pods(900);
    many.forEach(pod -> serving.put(pod.address().orElseThrow(), "new"));

    assertThat(served.of(many, "new")).hasSize(900);
    assertThat(asked).doesNotHaveDuplicates().hasSize(900);
  }

  @Test
  void everyPodHasItsTurnAlthoughProofsRunOutMeanwhile() {
    List<DnsPod> many = pods(600);
    for (int i = 0; i < 3; i++) {
      served.of(many, "new");
      now = now.plus(Duration.ofMinutes(3));
    }

    assertThat(new TreeSet<>(asked)).hasSize(600);
  }

  @Test
  void aPodHasToAnswerInBothFamilies() {
    DnsPod one = pod(1, true);
    var both =
        new DnsPod(
            one.name(),
            one.uid(),
            one.node(),
            one.address(),
            true,
            false,
            "r",
            Optional.empty(),
            List.of("fd00::1"));
    serving.put("10.0.0.1", "new");

    assertThat(served.of(List.of(both), "new"))
        .containsEntry("pod-1", new RevisionProbe.Silent("fd00::1: no answer"));
    serving.put("fd00::1", "old");
    assertThat(served.of(List.of(both), "new")).containsEntry("pod-1", new Serves("old"));
    serving.put("fd00::1", "new");
    assertThat(served.of(List.of(both), "new")).containsEntry("pod-1", new Serves("new"));
    assertThat(asked).hasSize(6);
    assertThat(served.of(List.of(both), "new")).hasSize(1);
    assertThat(asked).as("proved").hasSize(6);
  }

  private static List<DnsPod> pods(int count) {
    List<DnsPod> pods = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      DnsPod pod = pod(i, true);
      pods.add(
          new DnsPod(
              pod.name(),
              pod.uid(),
              pod.node(),
              Optional.of("10.1." + i / 250 + "." + (1 + i % 250)),
              true,
              false,
              "r",
              Optional.empty()));
    }
    return pods;
  }

  @Test
  void aPodThatIsNotReadyIsNotAsked() {
    assertThat(served.of(List.of(pod(1, false)), "new")).isEmpty();
    assertThat(asked).isEmpty();
  }

  private static DnsPod pod(int number, boolean ready) {
    return new DnsPod(
        "pod-" + number,
        "uid-" + number,
        Optional.of("node"),
        Optional.of("10.0.0." + number),
        ready,
        false,
        "r",
        Optional.empty());
  }
}
