package dev.nodens.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.Drift;
import dev.nodens.crd.Drift.Action;
import dev.nodens.crd.Drift.Severity;
import dev.nodens.crd.Drift.State;
import dev.nodens.crd.Drift.Type;
import dev.nodens.operator.apply.Fight;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DriftLedgerTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final ObjectKey MAP =
      new ObjectKey("v1", "ConfigMap", "configmaps", Optional.of("kube-system"), "c");

  @Test
  void nothingFoundIsInSync() {
    Drift drift = DriftLedger.update(null, List.of(), false, NOON);

    assertThat(drift.state()).isEqualTo(State.IN_SYNC);
    assertThat(drift.items()).isEmpty();
    assertThat(drift.lastDetectedAt()).isNull();
  }

  @Test
  void aRevertIsShownForTenMinutes() {
    Drift reverted =
        DriftLedger.update(null, List.of(finding("/data/x", Action.REVERTED)), false, NOON);
    Drift stillShown =
        DriftLedger.update(reverted, List.of(), false, NOON.plus(Duration.ofMinutes(9)));
    Drift over =
        DriftLedger.update(stillShown, List.of(), false, NOON.plus(Duration.ofMinutes(10)));

    assertThat(reverted.state()).isEqualTo(State.REVERTED);
    assertThat(stillShown.state()).isEqualTo(State.REVERTED);
    assertThat(stillShown.items()).hasSize(1);
    assertThat(over.state()).isEqualTo(State.IN_SYNC);
    assertThat(over.items()).isEmpty();
    assertThat(over.lastRevertedAt()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(over.reverts()).isEqualTo(1);
  }

  @Test
  void aReportedDifferenceKeepsTheTimeWhenItWasFirstSeen() {
    Drift first =
        DriftLedger.update(null, List.of(finding("/data/x", Action.REPORTED)), false, NOON);
    Drift second =
        DriftLedger.update(
            first, List.of(finding("/data/x", Action.REPORTED)), false, NOON.plusSeconds(3600));

    assertThat(second.items().getFirst().since()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(second.lastDetectedAt()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(second.state()).isEqualTo(State.DRIFTED);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void aReportedDifferenceThatIsGoneLeavesTheList() {
    Drift drifted =
        DriftLedger.update(null, List.of(finding("/data/x", Action.REPORTED)), false, NOON);

    assertThat(DriftLedger.update(drifted, List.of(), false, NOON.plusSeconds(1)).items())
        .isEmpty();
  }

  @Test
  void whatCouldNotBeComparedIsNotForgotten() {
    Drift drifted =
        DriftLedger.update(null, List.of(finding("/data/x", Action.REPORTED)), false, NOON);

    assertThat(DriftLedger.update(drifted, List.of(), true, NOON.plusSeconds(1)).items())
        .hasSize(1);
    assertThat(DriftLedger.update(null, List.of(), true, NOON).state()).isEqualTo(State.UNKNOWN);
  }

  @Test
  void aSecondEditOfTheSameFieldIsANewDetection() {
    Finding edit = finding("/data/x", Action.REVERTED);
    Drift first = DriftLedger.update(null, List.of(edit), false, NOON);
    Drift second = DriftLedger.update(first, List.of(edit), false, NOON.plusSeconds(60));

    assertThat(second.lastDetectedAt()).isEqualTo("2026-01-01T12:01:00Z");
    assertThat(second.reverts()).isEqualTo(2);
    assertThat(second.items()).hasSize(1);
  }

  @Test
  void theListIsShortAndTheWorstComesFirst() {
    List<Finding> many = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      many.add(finding("/data/" + i, Action.REVERTED));
    }
    many.add(
        new Finding(
            MAP,
            "/x",
            Type.CHANGED,
            Optional.of("y".repeat(1000)),
            Optional.empty(),
            Optional.empty(),
            Severity.CRITICAL,
            Action.FAILED));

    Drift drift = DriftLedger.update(null, many, false, NOON);

    assertThat(drift.items()).hasSize(20);
    assertThat(drift.items().getFirst().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(drift.items().getFirst().declared()).hasSizeLessThan(300);
  }

  @Test
  void aFightShowsSinceWhenAndIsNoNewsWhenTheOtherWritesAnotherValue() {
    Drift fought = DriftLedger.update(null, List.of(fought("1")), false, NOON);
    Drift later = DriftLedger.update(fought, List.of(fought("2")), false, NOON.plusSeconds(9));
    Drift blind = DriftLedger.update(later, List.of(), true, NOON.plusSeconds(10));
    Drift over = DriftLedger.update(later, List.of(), false, NOON.plusSeconds(11));

    assertThat(fought.state()).isEqualTo(State.FIGHTING);
    assertThat(later).isEqualTo(fought);
    assertThat(blind.state()).isEqualTo(State.FIGHTING);
    assertThat(over.state()).isEqualTo(State.IN_SYNC);
  }

  @Test
  void aFightIsKeptForTheNextProcessUntilAnHourAfterItsLastTry() {
    Drift fought = DriftLedger.update(null, List.of(fought("1")), false, NOON);
    Instant nextTry = NOON.plusSeconds(60);
    Drift quiet =
        DriftLedger.update(fought, List.of(), false, nextTry.plus(Duration.ofMinutes(59)));
    Drift over = DriftLedger.update(quiet, List.of(), false, nextTry.plus(Duration.ofHours(1)));

    assertThat(fought.fights())
        .containsExactly(
            new Drift.Contest(MAP.toString(), "/data/x", "argocd", 5, nextTry.toString()));
    assertThat(quiet.fights()).isEqualTo(fought.fights());
    assertThat(quiet.state()).isEqualTo(State.IN_SYNC);
    assertThat(over.fights()).isEmpty();
  }

  private static Finding fought(String live) {
    var fight = new Fight(MAP, "/data/x", Optional.of("argocd"), 5, NOON.plusSeconds(60));
    return new Finding(
        MAP,
        "/data/x",
        Type.CHANGED,
        Optional.of("0"),
        Optional.of(live),
        fight.author(),
        Severity.HIGH,
        Action.SUPPRESSED,
        Optional.of(fight));
  }

  private static Finding finding(String path, Action action) {
    return new Finding(
        MAP,
        path,
        Type.CHANGED,
        Optional.of("\"a\""),
        Optional.of("\"b\""),
        Optional.of("kubectl (Update)"),
        Severity.HIGH,
        action);
  }
}
