package dev.nodens.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.Drift;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestraintTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final ObjectKey KEY =
      new ObjectKey("v1", "Service", "services", Optional.of("kube-system"), "kube-dns");

  private final Restraint restraint = new Restraint();
  private Instant now = NOON;

  @Test
  void anObjectIsWrittenAFewTimesAtOnceAndThenSlowly() {
    List<Instant> writes = new ArrayList<>();
    for (int second = 0; second < 60; second++) {
      now = NOON.plusSeconds(second);
      // Another field each time, so that nobody fights.
      List<Finding> edit = List.of(finding("/spec/" + second, "kubectl"));
      if (restraint.hold(KEY, edit, false, now).isEmpty()) {
        writes.add(now);
        restraint.wrote(KEY, edit, now);
      }
    }

    assertThat(writes)
        .hasSize(Restraint.BURST + 5)
        .startsWith(NOON, NOON.plusSeconds(1), NOON.plusSeconds(2), NOON.plusSeconds(3))
        .endsWith(NOON.plusSeconds(40), NOON.plusSeconds(50));
  }

  @Test
  void whoUndoesFiveRevertsWithinAnHourFights() {
    List<Finding> edit = List.of(finding("/spec/selector", "argocd-controller (Apply)"));
    for (int i = 1; i < Restraint.REVERTS; i++) {
      assertThat(restraint.wrote(KEY, edit, now)).isEmpty();
      now = now.plus(Duration.ofMinutes(10));
    }

    Fight fight = restraint.wrote(KEY, edit, now).orElseThrow();

    assertThat(fight.author()).contains("argocd-controller (Apply)");
    assertThat(fight.path()).isEqualTo("/spec/selector");
    assertThat(fight.reverts()).isEqualTo(5);
    assertThat(fight.nextTry()).isEqualTo(now.plus(Restraint.FIRST_BREAK));
    assertThat(restraint.hold(KEY, edit, false, now.plusSeconds(59)).orElseThrow().fight())
        .contains(fight);
    assertThat(restraint.hold(KEY, edit, false, now.plusSeconds(60))).isEmpty();
  }

  @Test
  void slowEditsAreNoFight() {
    List<Finding> edit = List.of(finding("/spec/selector", "kubectl-edit (Update)"));
    for (int i = 0; i < 100; i++) {
      assertThat(restraint.wrote(KEY, edit, now)).isEmpty();
      now = now.plus(Duration.ofMinutes(15));
    }
  }

  @Test
  void breaksDoubleUpToAnHourAndThenStayThere() {
    List<Finding> edit = List.of(finding("/spec/selector", "kubectl"));
    fightBegins(edit);
    List<Long> minutes = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Instant next = restraint.hold(KEY, edit, false, now).orElseThrow().until();
      minutes.add(Duration.between(now, next).toMinutes());
      now = next;
      assertThat(restraint.hold(KEY, edit, false, now)).isEmpty();
      assertThat(restraint.wrote(KEY, edit, now)).isPresent();
    }

    assertThat(minutes).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
  }

  @Test
  void aFightIsOverWhenNobodyComesBackForAnHour() {
    List<Finding> edit = List.of(finding("/spec/selector", "kubectl"));
    fightBegins(edit);
    now = now.plus(Duration.ofHours(3));

    assertThat(restraint.hold(KEY, edit, false, now)).isEmpty();
    assertThat(restraint.wrote(KEY, edit, now)).isEmpty();
  }

  @Test
  void anotherProcessGoesOnWithAFight() {
    List<Finding> edit = List.of(finding("/spec/selector", "argocd"));
    fightBegins(edit);
    now = restraint.hold(KEY, edit, false, now).orElseThrow().until();
    Fight fight = restraint.wrote(KEY, edit, now).orElseThrow();
    var other = new Restraint();
    other.resume(
        List.of(
            new Drift.Contest(
                KEY.toString(),
                fight.path(),
                fight.author().orElse(null),
                fight.reverts(),
                fight.nextTry().toString())));

    assertThat(other.hold(KEY, edit, false, now.plusSeconds(1)).orElseThrow().until())
        .isEqualTo(fight.nextTry());
    assertThat(other.wrote(KEY, edit, fight.nextTry()))
        .isEqualTo(restraint.wrote(KEY, edit, fight.nextTry()));
  }

  @Test
  void whatSomebodyElseDoesToTheObjectIsPutBackDespiteAFight() {
    List<Finding> fought = List.of(finding("/spec/selector", "argocd"));
    fightBegins(fought);
    List<Finding> both = List.of(fought.getFirst(), finding("/spec/type", "kubectl-edit (Update)"));

    assertThat(restraint.hold(KEY, fought, false, now)).isPresent();
    assertThat(restraint.hold(KEY, both, false, now)).isEmpty();
  }

  @Test
  void aMissingObjectIsMadeAnewAsLongAsTheBudgetLasts() {
    List<Finding> gone =
        List.of(
            new Finding(
                KEY,
                "",
                Drift.Type.MISSING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Drift.Severity.CRITICAL,
                Drift.Action.REPORTED));
    int made = 0;
    for (int second = 0; second < 600; second++) {
      now = NOON.plusSeconds(second);
      if (restraint.hold(KEY, gone, true, now).isEmpty()) {
        made++;
        restraint.wrote(KEY, gone, now);
      }
    }

    assertThat(made).isEqualTo(Restraint.BURST + 59);
    assertThat(restraint.hold(KEY, gone, true, now).orElseThrow().fight()).isPresent();
  }

  private void fightBegins(List<Finding> edit) {
    for (int i = 0; i < Restraint.REVERTS; i++) {
      now = now.plusSeconds(10);
      var _ = restraint.wrote(KEY, edit, now);
    }
  }

  private static Finding finding(String path, String author) {
    return new Finding(
        KEY,
        path,
        Drift.Type.CHANGED,
        Optional.of("1"),
        Optional.of("2"),
        Optional.of(author),
        Drift.Severity.HIGH,
        Drift.Action.REPORTED);
  }
}
