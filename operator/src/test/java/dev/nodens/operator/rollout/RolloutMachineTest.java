package dev.nodens.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.Rollout;
import dev.nodens.crd.Rollout.Canary;
import dev.nodens.crd.Rollout.OnFailure;
import dev.nodens.crd.RolloutStatus.Phase;
import dev.nodens.operator.rollout.RolloutMachine.Declared;
import dev.nodens.operator.rollout.RolloutState.Halt;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The truth tables of the rollout, on a clock that only the tests move.
class RolloutMachineTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final int PATIENCE = 600;
  private static final RevisionRef SEVEN = new RevisionRef(7, "c-7777777777");
  private static final RevisionRef EIGHT = new RevisionRef(8, "c-8888888888");
  private static final RevisionRef NINE = new RevisionRef(9, "c-9999999999");
  private static final Rollout POLICY = policy(Canary.SHADOW, OnFailure.ROLLBACK);

  // Declarations.

  @Test
  void theFirstRevisionIsRolledAtOnceBecauseThereIsNothingToProtect() {
    RolloutState state =
        RolloutMachine.declare(Optional.empty(), new Declared(SEVEN, true, false), POLICY, NOON);

    assertThat(state.phase()).isEqualTo(Phase.ROLLING);
    assertThat(state.serving()).isEqualTo(SEVEN);
    assertThat(state.lastGood()).isEmpty();
    assertThat(state.deadline()).isEqualTo(NOON.plusSeconds(PATIENCE));
  }

  @ParameterizedTest(name = "canary {0}, proven before: {1} -> {2}")
  @CsvSource({
    "SHADOW,   false, CANARY,  7",
    "SHADOW,   true,  ROLLING, 8",
    "DISABLED, false, ROLLING, 8",
  })
  void aNewRevisionIsProvenBeforeItTouchesAServingPod(
      Canary canary, boolean proven, Phase phase, long serving) {
    RolloutState state =
        RolloutMachine.declare(
            Optional.of(complete()),
            new Declared(EIGHT, true, proven),
            policy(canary, OnFailure.ROLLBACK),
            NOON);

    assertThat(state.phase()).isEqualTo(phase);
    assertThat(state.target()).isEqualTo(EIGHT);
    assertThat(state.serving().number()).isEqualTo(serving);
  }

  @Test
  void theSameDeclarationChangesNothing() {
    assertThat(declare(complete(), SEVEN, true)).isEqualTo(complete());
    assertThat(declare(in(Phase.ROLLING, EIGHT, EIGHT), EIGHT, true))
        .isEqualTo(in(Phase.ROLLING, EIGHT, EIGHT));
  }

  @Test
  void aNewDeclarationTakesThePlaceOfOneThatIsOnItsWay() {
    RolloutState state = declare(in(Phase.ROLLING, EIGHT, EIGHT), NINE, true);

    assertThat(state.phase()).isEqualTo(Phase.CANARY);
    assertThat(state.serving()).as("keeps rolling meanwhile").isEqualTo(EIGHT);
    assertThat(state.lastGood()).contains(SEVEN);
  }

  @Test
  void goingBackToWhatTheWorkloadDeclaresNeedsNoCanary() {
    RolloutState state = declare(in(Phase.CANARY, EIGHT, SEVEN), SEVEN, true);

    assertThat(state.phase()).isEqualTo(Phase.ROLLING);
    assertThat(state.serving()).isEqualTo(SEVEN);
  }

  @ParameterizedTest(name = "{0}, declaration changed: {1} -> {2}")
  @CsvSource({
    "HALTED,       false, HALTED",
    "HALTED,       true,  CANARY",
    "ROLLING_BACK, false, ROLLING_BACK",
    "ROLLING_BACK, true,  CANARY",
  })
  void whatFailedIsTriedAgainOnlyWhenTheDeclarationChanges(
      Phase before, boolean anew, Phase after) {
    assertThat(declare(in(before, EIGHT, SEVEN), EIGHT, anew).phase()).isEqualTo(after);
  }

  @Test
  void aCanaryThatIsNoLongerWantedIsSkipped() {
    RolloutState state =
        RolloutMachine.declare(
            Optional.of(in(Phase.CANARY, EIGHT, SEVEN)),
            new Declared(EIGHT, true, false),
            policy(Canary.DISABLED, OnFailure.ROLLBACK),
            NOON);

    assertThat(state.phase()).isEqualTo(Phase.ROLLING);
    assertThat(state.serving()).isEqualTo(EIGHT);
  }

  // The canary.

  @ParameterizedTest(name = "{0} after {1} s -> {2} {3}")
  @CsvSource({
    "Waiting,      1,   CANARY,  NONE,                7",
    "Waiting,      601, HALTED,  CANARY_UNVERIFIABLE, 7",
    "Passed,       1,   ROLLING, NONE,                8",
    "Failed,       1,   HALTED,  CANARY_FAILED,       7",
    "Unverifiable, 1,   HALTED,  CANARY_UNVERIFIABLE, 7",
  })
  void aCanaryDecidesWhetherAnythingIsRolled(
      String verdict, long seconds, Phase phase, Halt halt, long serving) {
    RolloutState state =
        RolloutMachine.canary(
            in(Phase.CANARY, EIGHT, SEVEN), verdict(verdict), POLICY, NOON.plusSeconds(seconds));

    assertThat(state.phase()).isEqualTo(phase);
    assertThat(state.halt()).isEqualTo(halt);
    assertThat(state.serving().number()).isEqualTo(serving);
    assertThat(state.lastGood()).contains(SEVEN);
  }

  @Test
  void aFailedCanarySaysWhichProbeFailed() {
    RolloutState state =
        RolloutMachine.canary(
            in(Phase.CANARY, EIGHT, SEVEN),
            new CanaryVerdict.Failed("on node-2: cluster name x. A over UDP: SERVFAIL"),
            POLICY,
            NOON);

    assertThat(state.message())
        .isEqualTo(
            "the canary of revision 8 failed: on node-2: cluster name x. A over UDP: SERVFAIL");
  }

  @ParameterizedTest
  @CsvSource({"ROLLBACK, ROLLING_BACK, 7", "HALT, HALTED, 8"})
  void aFailedCanaryDoesNotLeaveAnUnprovenRevisionOnItsWay(
      OnFailure onFailure, Phase phase, long serving) {
    RolloutState state =
        RolloutMachine.canary(
            in(Phase.CANARY, NINE, EIGHT),
            verdict("Failed"),
            policy(Canary.SHADOW, onFailure),
            NOON);

    assertThat(state.phase()).isEqualTo(phase);
    assertThat(state.serving().number()).isEqualTo(serving);
  }

  // The roll.

  @ParameterizedTest(
      name = "{0} after {1} s, rolled: {2}, right {3}, wrong {4}, silent {5}, fault {6}: {7} {8}")
  @CsvSource({
    "ROLLING,      1,   false, 0, 0, 0, false, ROLLING,      NONE,              8",
    "ROLLING,      601, false, 0, 0, 0, false, ROLLING_BACK, NONE,              7",
    "ROLLING,      1,   true,  2, 0, 0, false, COMPLETE,     NONE,              8",
    "ROLLING,      601, true,  2, 0, 0, false, COMPLETE,     NONE,              8",
    "ROLLING,      1,   true,  1, 0, 1, false, VERIFYING,    NONE,              8",
    "ROLLING,      1,   true,  2, 0, 0, true,  VERIFYING,    NONE,              8",
    "VERIFYING,    1,   true,  1, 0, 1, false, VERIFYING,    NONE,              8",
    "VERIFYING,    1,   true,  0, 0, 0, false, VERIFYING,    NONE,              8",
    "VERIFYING,    601, true,  1, 0, 1, false, HALTED,       UNVERIFIABLE,      8",
    "VERIFYING,    601, true,  1, 1, 0, false, ROLLING_BACK, NONE,              7",
    "VERIFYING,    601, true,  2, 0, 0, true,  ROLLING_BACK, NONE,              7",
    "VERIFYING,    601, false, 1, 0, 0, false, ROLLING_BACK, NONE,              7",
    "VERIFYING,    601, true,  2, 0, 0, false, COMPLETE,     NONE,              8",
    "COMPLETE,     999, false, 0, 2, 0, true,  COMPLETE,     NONE,              8",
    "HALTED,       999, true,  2, 0, 0, false, COMPLETE,     NONE,              8",
    "HALTED,       999, true,  1, 0, 1, false, HALTED,       UNVERIFIABLE,      8",
  })
  void onlyPodsThatAnswerMakeARevisionGood(
      Phase before,
      long seconds,
      boolean rolled,
      int right,
      int wrong,
      int silent,
      boolean fault,
      Phase phase,
      Halt halt,
      long serving) {
    RolloutState begun = in(before, EIGHT, EIGHT);
    RolloutState start = before == Phase.HALTED ? begun.halted(Halt.UNVERIFIABLE, "") : begun;

    RolloutState state =
        RolloutMachine.roll(
            start,
            new RollFacts(
                rolled,
                "1 of 2 nodes updated",
                Optional.empty(),
                right,
                wrong,
                silent,
                fault ? Optional.of("pod-1 answers SERVFAIL") : Optional.empty()),
            POLICY,
            NOON.plusSeconds(seconds));

    assertThat(state.phase()).isEqualTo(phase);
    assertThat(state.halt()).isEqualTo(halt);
    assertThat(state.serving().number()).isEqualTo(serving);
    assertThat(state.lastGood().orElseThrow().number())
        .as("last good")
        .isEqualTo(phase == Phase.COMPLETE && before != Phase.COMPLETE ? 8 : 7);
  }

  @Test
  void everyNodeThatGetsReadyGivesTheRollMoreTime() {
    RolloutState state =
        RolloutMachine.roll(
            in(Phase.ROLLING, EIGHT, EIGHT), rolling(NOON.plusSeconds(500)), POLICY, at(550));

    assertThat(state.deadline()).isEqualTo(at(1100));
    assertThat(RolloutMachine.roll(state, rolling(at(500)), POLICY, at(1100)).phase())
        .isEqualTo(Phase.ROLLING);
    assertThat(RolloutMachine.roll(state, rolling(at(500)), POLICY, at(1101)).phase())
        .isEqualTo(Phase.ROLLING_BACK);
  }

  @Test
  void aFailedRollIsHaltedWhenTheDeclarationSaysSo() {
    RolloutState state =
        RolloutMachine.roll(
            in(Phase.ROLLING, EIGHT, EIGHT),
            rolling(NOON),
            policy(Canary.SHADOW, OnFailure.HALT),
            at(601));

    assertThat(state.phase()).isEqualTo(Phase.HALTED);
    assertThat(state.halt()).isEqualTo(Halt.DEADLINE_EXCEEDED);
    assertThat(state.serving()).isEqualTo(EIGHT);
    assertThat(state.message()).contains("without progress for 600 s", "1 of 2 nodes updated");
  }

  @Test
  void thereIsNowhereToGoBackFromTheFirstRevision() {
    RolloutState first =
        RolloutMachine.declare(Optional.empty(), new Declared(SEVEN, true, false), POLICY, NOON);

    assertThat(RolloutMachine.roll(first, rolling(NOON), POLICY, at(601)).phase())
        .isEqualTo(Phase.HALTED);
  }

  @ParameterizedTest(name = "rolled: {1} after {0} s -> {2} {3}")
  @CsvSource({
    "1,   false, ROLLING_BACK, NONE",
    "1,   true,  HALTED,       ROLLED_BACK",
    "601, false, HALTED,       DEADLINE_EXCEEDED",
  })
  void aRollbackEndsWithTheLastGoodRevisionAndSaysWhy(
      long seconds, boolean rolled, Phase phase, Halt halt) {
    RolloutState back = in(Phase.ROLLING_BACK, EIGHT, SEVEN).in(Phase.ROLLING_BACK, at(600), "why");

    RolloutState state = RolloutMachine.roll(back, going(rolled), POLICY, at(seconds));

    assertThat(state.phase()).isEqualTo(phase);
    assertThat(state.halt()).isEqualTo(halt);
    assertThat(state.serving()).isEqualTo(SEVEN);
    assertThat(state.message()).startsWith("why");
  }

  @Test
  void aRollbackThatTookTooLongIsToldWhenItGotThereAfterAll() {
    RolloutState back = in(Phase.ROLLING_BACK, EIGHT, SEVEN).in(Phase.ROLLING_BACK, at(600), "why");
    RolloutState late = RolloutMachine.roll(back, going(false), POLICY, at(601));

    assertThat(RolloutMachine.roll(late, going(false), POLICY, at(700))).isEqualTo(late);
    RolloutState there = RolloutMachine.roll(late, going(true), POLICY, at(700));

    assertThat(late.message()).isEqualTo("why; and going back to revision 7 stands still: counts");
    assertThat(there.halt()).isEqualTo(Halt.ROLLED_BACK);
    assertThat(there.message()).isEqualTo("why; revision 7 serves again");
  }

  private static RollFacts going(boolean rolled) {
    return new RollFacts(rolled, "counts", Optional.empty(), 1, 0, 1, Optional.empty());
  }

  private static RolloutState declare(RolloutState before, RevisionRef target, boolean anew) {
    return RolloutMachine.declare(
        Optional.of(before), new Declared(target, anew, false), POLICY, NOON);
  }

  private static RolloutState complete() {
    return in(Phase.COMPLETE, SEVEN, SEVEN);
  }

  private static RolloutState in(Phase phase, RevisionRef target, RevisionRef serving) {
    return new RolloutState(
        phase,
        phase == Phase.HALTED ? Halt.CANARY_FAILED : Halt.NONE,
        target,
        serving,
        Optional.of(SEVEN),
        NOON,
        NOON.plusSeconds(PATIENCE),
        "");
  }

  private static RollFacts rolling(Instant progress) {
    return new RollFacts(
        false, "1 of 2 nodes updated", Optional.of(progress), 1, 0, 0, Optional.empty());
  }

  private static Instant at(long seconds) {
    return NOON.plusSeconds(seconds);
  }

  private static CanaryVerdict verdict(String name) {
    return switch (name) {
      case "Waiting" -> new CanaryVerdict.Waiting("starting");
      case "Passed" -> new CanaryVerdict.Passed("9 probes");
      case "Failed" -> new CanaryVerdict.Failed("SERVFAIL");
      default -> new CanaryVerdict.Unverifiable("no room");
    };
  }

  private static Rollout policy(Canary canary, OnFailure onFailure) {
    return new Rollout(canary, 1, new IntOrString("10%"), PATIENCE, onFailure);
  }
}
