package dev.nodens.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.ClusterDNSStatus.Origin;
import dev.nodens.crd.ClusterDNSStatus.Outcome;
import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.crd.RolloutStatus.Phase;
import dev.nodens.operator.rollout.RolloutState.Halt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void anAcceptedRevisionIsWrittenDownWithItsAuthorAndSource() {
    List<Revision> history =
        History.update(
            List.of(revision(7, Outcome.ACTIVE)),
            new History.Accepted(
                8, "c-8", "hash", Optional.of("kubectl-edit (Update)"), Origin.COREFILE),
            state(Phase.CANARY, 8, 7),
            NOON);

    assertThat(history)
        .containsExactly(
            new Revision(
                "c-8", 8L, "hash", NOON.toString(), null, "kubectl-edit (Update)", Origin.COREFILE),
            revision(7, Outcome.ACTIVE));
  }

  @Test
  void aRevisionThatWasReadFromItsConfigMapGetsItsAuthor() {
    List<Revision> history =
        History.update(
            List.of(new Revision("c-1", 1L, "hash", "2026-11-01T00:00:00Z", null, null, null)),
            new History.Accepted(1, "c-1", "hash", Optional.of("kubectl (Apply)"), Origin.CONFIG),
            state(Phase.ROLLING, 1, 1),
            NOON);

    assertThat(history)
        .containsExactly(
            new Revision(
                "c-1",
                1L,
                "hash",
                "2026-11-01T00:00:00Z",
                Outcome.ACTIVE,
                "kubectl (Apply)",
                Origin.CONFIG));
  }

  @ParameterizedTest(name = "{0}: target {1}, serving {2} -> 8 {3}, 7 {4}")
  @CsvSource(
      nullValues = "-",
      value = {
        "CANARY,       8, 7, -,           ACTIVE",
        "ROLLING,      8, 8, ACTIVE,      SUCCEEDED",
        "COMPLETE,     8, 8, ACTIVE,      SUCCEEDED",
        "ROLLING_BACK, 8, 7, ROLLED_BACK, ACTIVE",
        "HALTED,       8, 7, ROLLED_BACK, ACTIVE",
        "HALTED,       8, 8, ACTIVE,      SUCCEEDED",
        "COMPLETE,     7, 7, SUPERSEDED,  ACTIVE",
      })
  void anOutcomeFollowsFromWhatWasDecided(
      Phase phase, long target, long serving, @Nullable Outcome eight, Outcome seven) {
    List<Revision> history =
        History.update(
            List.of(revision(8, null), revision(7, Outcome.ACTIVE)),
            accepted(target),
            state(phase, target, serving),
            NOON);

    assertThat(history).extracting(Revision::outcome).containsExactly(eight, seven);
  }

  @Test
  void aRevisionThatWasReplacedBeforeItWasProvenIsSuperseded() {
    List<Revision> history =
        History.update(
            List.of(revision(8, Outcome.ACTIVE), revision(7, Outcome.SUCCEEDED)),
            accepted(9),
            state(Phase.ROLLING, 9, 9),
            NOON);

    assertThat(history)
        .extracting(Revision::outcome)
        .containsExactly(Outcome.ACTIVE, Outcome.SUPERSEDED, Outcome.SUCCEEDED);
  }

  @Test
  void goingBackIsAnEntryOfItsOwnAndLeavesTheOldOne() {
    List<Revision> history =
        History.update(
            List.of(revision(8, Outcome.ACTIVE), revision(3, Outcome.SUCCEEDED)),
            new History.Accepted(9, "c-3", "hash", Optional.empty(), Origin.ROLLBACK),
            state(Phase.ROLLING, 9, 9),
            NOON);

    assertThat(history).extracting(Revision::number).containsExactly(9L, 8L, 3L);
    assertThat(history).extracting(Revision::name).containsExactly("c-3", "c-8", "c-3");
  }

  @Test
  void keepsTheNewestAndWhateverIsStillNeeded() {
    List<Revision> history = new ArrayList<>();
    for (long number = 30; number > 0; number--) {
      history.add(revision(number, Outcome.SUCCEEDED));
    }

    assertThat(
            History.trimmed(
                history, state(Phase.ROLLING, 30, 30), 3, Set.of("c-12"), /* rollbackTo */ 5L))
        .extracting(Revision::number)
        .containsExactly(30L, 29L, 28L, 27L, 12L, 7L, 5L);
  }

  @Test
  void neverGrowsBeyondWhatTheStatusMayHold() {
    List<Revision> history = new ArrayList<>();
    Set<String> used = new java.util.HashSet<>();
    for (long number = 200; number > 0; number--) {
      history.add(revision(number, Outcome.SUCCEEDED));
      used.add("c-" + number);
    }

    assertThat(History.trimmed(history, state(Phase.COMPLETE, 200, 200), 50, used, null))
        .hasSize(History.MOST);
  }

  private static History.Accepted accepted(long number) {
    return new History.Accepted(number, "c-" + number, "hash", Optional.empty(), Origin.CONFIG);
  }

  private static RolloutState state(Phase phase, long target, long serving) {
    return new RolloutState(
        phase,
        Halt.NONE,
        new RevisionRef(target, "c-" + target),
        new RevisionRef(serving, "c-" + serving),
        Optional.of(new RevisionRef(7, "c-7")),
        NOON,
        NOON,
        "");
  }

  private static Revision revision(long number, @Nullable Outcome outcome) {
    return new Revision("c-" + number, number, "hash", NOON.toString(), outcome, null, null);
  }
}
