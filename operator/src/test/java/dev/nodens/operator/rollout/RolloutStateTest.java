package dev.nodens.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.crd.Condition;
import dev.nodens.crd.RolloutStatus.Phase;
import dev.nodens.operator.rollout.RolloutState.Halt;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RolloutStateTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Revision SEVEN = revision(7);
  private static final Revision EIGHT = revision(8);

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"CANARY", "ROLLING", "VERIFYING", "ROLLING_BACK"})
  void anotherProcessGoesOnWhereTheStatusStopped(Phase phase) {
    var state =
        new RolloutState(
            phase,
            Halt.NONE,
            RevisionRef.of(EIGHT),
            RevisionRef.of(phase == Phase.CANARY || phase == Phase.ROLLING_BACK ? SEVEN : EIGHT),
            Optional.of(RevisionRef.of(SEVEN)),
            NOON,
            NOON.plusSeconds(600),
            "half way");

    assertThat(RolloutState.resume(status(state, null), Optional.empty(), NOON.plusSeconds(99)))
        .contains(state);
  }

  @ParameterizedTest
  @EnumSource(value = Halt.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void whyItWasHaltedIsRememberedByTheCondition(Halt halt) {
    var state =
        new RolloutState(
            Phase.HALTED,
            halt,
            RevisionRef.of(EIGHT),
            RevisionRef.of(SEVEN),
            Optional.of(RevisionRef.of(SEVEN)),
            NOON,
            NOON,
            "why");

    assertThat(RolloutState.resume(status(state, halt.text()), Optional.empty(), NOON))
        .contains(state);
  }

  @Test
  void withoutAStatusWhatTheWorkloadDeclaresIsTheLastGoodRevision() {
    Optional<RolloutState> state =
        RolloutState.resume(ClusterDNSStatus.empty(), Optional.of(RevisionRef.of(SEVEN)), NOON);

    assertThat(state).isPresent();
    assertThat(state.get().phase()).isEqualTo(Phase.COMPLETE);
    assertThat(state.get().lastGood()).contains(RevisionRef.of(SEVEN));
  }

  @Test
  void withoutAnythingThereIsNoState() {
    assertThat(RolloutState.resume(ClusterDNSStatus.empty(), Optional.empty(), NOON)).isEmpty();
  }

  private static ClusterDNSStatus status(RolloutState state, @Nullable String reason) {
    ClusterDNSStatus empty = ClusterDNSStatus.empty();
    return new ClusterDNSStatus(
        3L,
        reason == null
            ? List.of()
            : List.of(
                new Condition(
                    "Progressing", Condition.Status.FALSE, 3L, NOON.toString(), reason, "")),
        empty.clusterDomain(),
        empty.clusterIPs(),
        state.serving().number() == 7 ? SEVEN : EIGHT,
        SEVEN,
        state.status(),
        null,
        null,
        null,
        List.of(EIGHT, SEVEN),
        null,
        List.of(),
        null);
  }

  private static Revision revision(long number) {
    return new Revision("c-" + number, number, "hash", null, null, null, null);
  }
}
