package dev.nodens.operator.apply;

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
/// In memory only, so an operator that starts anew forgives. Safe for use by several threads.
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

  private record Place(ObjectKey key, String path, Optional<String> author) {
    static Place of(Finding finding) {
      return new Place(finding.key(), finding.path(), finding.author());
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
    boolean nothingElse =
        findings.stream().allMatch(finding -> on(Place.of(finding)).findAny().isPresent());
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
    return findings.stream()
        .flatMap(finding -> on(Place.of(finding)))
        .max(Comparator.comparing(Fight::nextTry));
  }

  private Stream<Fight> on(Place place) {
    Bout bout = bouts.get(place);
    return bout == null || !bout.isOn()
        ? Stream.empty()
        : Stream.of(new Fight(place.key(), place.path(), place.author(), bout.all, bout.nextTry));
  }
}
