package dev.nodens.operator.apply;

import dev.nodens.crd.Drift;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// How often an object may be put back.
///
/// Two rules. Every object has a budget: a few writes at once, then one in ten seconds, because a
/// revert must not come faster than its effect can be seen. And who writes the same field again
/// after it was put back several times within an hour fights: the field is left to them for a while
/// that doubles with every further try. An object that is missing is made anew as long as its
/// budget lasts, fight or not: that overwrites nothing of theirs, and pods cannot start without it.
///
/// Budgets are in memory only; fights are shown in the status, from which an operator that starts
/// anew resumes them. Safe for use by several threads.
final class Restraint {
  /// Reverts of one field within [#MEMORY] after which it is a fight.
  static final int REVERTS = 5;

  /// Writes of one object that are allowed at once.
  static final int BURST = 5;

  /// After this time an object may be written once more.
  static final Duration REFILL = Duration.ofSeconds(10);

  static final Duration MEMORY = Duration.ofHours(1);
  static final Duration FIRST_BREAK = Duration.ofMinutes(1);
  static final Duration LONGEST_BREAK = Duration.ofHours(1);

  private final Map<ObjectKey, Budget> budgets = new HashMap<>();
  private final Map<Place, Bout> bouts = new HashMap<>();

  private record Place(String object, String path, Optional<String> author) {
    static Place of(Finding finding) {
      return new Place(finding.key().toString(), finding.path(), finding.author());
    }
  }

  /// Writes that are left, and since when.
  private record Budget(int left, Instant at) {
    Budget refilled(Instant now) {
      long more = Duration.between(at, now).dividedBy(REFILL);
      return more < BURST - left
          ? new Budget(left + (int) more, at.plus(REFILL.multipliedBy(more)))
          : new Budget(BURST, now);
    }
  }

  private static final class Bout {
    final Deque<Instant> reverts = new ArrayDeque<>();
    int all;
    int breaks;
    Instant nextTry = Instant.MIN;

    void add(Instant now) {
      forget(now);
      reverts.addLast(now);
      all++;
      if (isOn()) {
        Duration pause = FIRST_BREAK.multipliedBy(1L << Math.min(breaks, 10));
        nextTry = now.plus(pause.compareTo(LONGEST_BREAK) < 0 ? pause : LONGEST_BREAK);
        breaks++;
      }
    }

    /// A fight that another process had.
    static Bout resumed(int reverts, Instant nextTry) {
      var bout = new Bout();
      bout.all = reverts;
      bout.breaks = Math.max(1, reverts - REVERTS + 1);
      bout.nextTry = nextTry;
      return bout;
    }

    /// While the fight is on, its length is counted by its breaks: they become longer than the
    /// memory of single reverts.
    void forget(Instant now) {
      while (!reverts.isEmpty() && !reverts.peekFirst().plus(MEMORY).isAfter(now)) {
        reverts.removeFirst();
      }
      if (breaks > 0 && now.isAfter(nextTry.plus(MEMORY))) {
        breaks = 0;
        all = reverts.size();
      }
    }

    boolean isOn() {
      return breaks > 0 || reverts.size() >= REVERTS;
    }
  }

  /// Why and until when an object is left as it is.
  ///
  /// @param until when to look again
  /// @param fight the fight that is the reason; empty when the budget is spent
  record Hold(Instant until, Optional<Fight> fight) {}

  /// Whether a write has to wait.
  ///
  /// @param findings what the write would put back
  /// @param missing whether there is no object now
  synchronized Optional<Hold> hold(
      ObjectKey key, List<Finding> findings, boolean missing, Instant now) {
    Optional<Fight> fight = fight(findings, now);
    // What else was done to the object is put back at once, and the fought field with it.
    boolean nothingElse = findings.stream().allMatch(finding -> on(finding).findAny().isPresent());
    if (!missing
        && nothingElse
        && fight.filter(other -> now.isBefore(other.nextTry())).isPresent()) {
      return Optional.of(new Hold(fight.orElseThrow().nextTry(), fight));
    }
    Budget budget = budget(key, now);
    return budget.left() > 0
        ? Optional.empty()
        : Optional.of(new Hold(budget.at().plus(REFILL), missing ? fight : Optional.empty()));
  }

  /// Takes over what an earlier process knew of fights.
  synchronized void resume(List<Drift.Contest> fights) {
    for (Drift.Contest fight : fights) {
      bouts.putIfAbsent(
          new Place(fight.object(), fight.path(), Optional.ofNullable(fight.author())),
          Bout.resumed(fight.reverts(), Instant.parse(fight.nextTry())));
    }
  }

  /// Takes note of a write.
  ///
  /// @param findings what it put back
  /// @return the fight that it is part of
  synchronized Optional<Fight> wrote(ObjectKey key, List<Finding> findings, Instant now) {
    Budget budget = budget(key, now);
    budgets.put(key, new Budget(Math.max(0, budget.left() - 1), budget.at()));
    findings.forEach(
        finding -> bouts.computeIfAbsent(Place.of(finding), place -> new Bout()).add(now));
    return fight(findings, now);
  }

  /// The fight about this very field.
  synchronized Optional<Fight> fight(Finding finding) {
    return on(finding).findFirst();
  }

  private Budget budget(ObjectKey key, Instant now) {
    return budgets.getOrDefault(key, new Budget(BURST, now)).refilled(now);
  }

  /// The fight about any of these that is tried again last.
  private Optional<Fight> fight(List<Finding> findings, Instant now) {
    bouts
        .values()
        .removeIf(bout -> {
          bout.forget(now);
          return bout.reverts.isEmpty() && bout.breaks == 0;
        });
    return findings.stream().flatMap(this::on).max(Comparator.comparing(Fight::nextTry));
  }

  private Stream<Fight> on(Finding finding) {
    Bout bout = bouts.get(Place.of(finding));
    return bout == null || !bout.isOn()
        ? Stream.empty()
        : Stream.of(
            new Fight(finding.key(), finding.path(), finding.author(), bout.all, bout.nextTry));
  }
}
