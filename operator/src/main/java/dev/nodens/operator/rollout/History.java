package dev.nodens.operator.rollout;

import dev.nodens.crd.ClusterDNSStatus.Origin;
import dev.nodens.crd.ClusterDNSStatus.Outcome;
import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.crd.RolloutStatus.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The revisions that were accepted, newest first, and what became of each.
public final class History {
  /// More are not listed, whoever still uses them: the status must stay small.
  static final int MOST = 60;

  private History() {}

  /// The revision that a declaration asks for.
  ///
  /// @param number its number
  /// @param name name of its ConfigMap
  /// @param hash of its configuration
  /// @param author field manager whose change made it, if anybody can be named
  /// @param source where its configuration came from
  public record Accepted(
      long number, String name, String hash, Optional<String> author, Origin source) {}

  /// The history after a decision.
  ///
  /// @param before the history so far
  /// @param state what was decided
  public static List<Revision> update(
      List<Revision> before, Accepted accepted, RolloutState state, Instant now) {
    List<Revision> history = new ArrayList<>();
    boolean known = before.stream().anyMatch(old -> old.number() == accepted.number());
    if (!known) {
      history.add(
          new Revision(
              accepted.name(),
              accepted.number(),
              accepted.hash(),
              now.toString(),
              null,
              accepted.author().orElse(null),
              accepted.source()));
    }
    before.forEach(old -> history.add(filled(old, accepted)));
    return history.stream()
        .map(revision -> with(revision, outcome(revision, state)))
        .sorted(Comparator.comparing(Revision::number).reversed())
        .toList();
  }

  /// What was read from a ConfigMap says neither who made it nor from what.
  private static Revision filled(Revision revision, Accepted accepted) {
    return revision.number() != accepted.number() || revision.source() != null
        ? revision
        : new Revision(
            revision.name(),
            revision.number(),
            revision.hash(),
            revision.createdAt(),
            revision.outcome(),
            accepted.author().orElse(null),
            accepted.source());
  }

  private static @Nullable Outcome outcome(Revision revision, RolloutState state) {
    long number = revision.number();
    if (number == state.serving().number()) {
      return Outcome.ACTIVE;
    }
    boolean target = number == state.target().number();
    if (target && (state.phase() == Phase.ROLLING_BACK || state.phase() == Phase.HALTED)) {
      return Outcome.ROLLED_BACK;
    }
    if (target) {
      return null;
    }
    if (revision.outcome() == Outcome.ACTIVE || revision.outcome() == null) {
      boolean proven = state.lastGood().filter(good -> good.number() == number).isPresent();
      return proven ? Outcome.SUCCEEDED : Outcome.SUPERSEDED;
    }
    return revision.outcome();
  }

  private static Revision with(Revision revision, @Nullable Outcome outcome) {
    return outcome == revision.outcome()
        ? revision
        : new Revision(
            revision.name(),
            revision.number(),
            revision.hash(),
            revision.createdAt(),
            outcome,
            revision.author(),
            revision.source());
  }

  /// The history without what is too old and unused.
  ///
  /// @param limit how many revisions are kept beside the one in force
  /// @param used names of the ConfigMaps that something still needs
  /// @param rollbackTo number that the declaration names; null for none
  public static List<Revision> trimmed(
      List<Revision> history,
      RolloutState state,
      int limit,
      Set<String> used,
      @Nullable Long rollbackTo) {
    List<Revision> kept = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      Revision revision = history.get(i);
      boolean needed =
          used.contains(revision.name())
              || revision.number() == state.serving().number()
              || revision.number() == state.target().number()
              || state.lastGood().filter(good -> good.number() == revision.number()).isPresent()
              || Objects.equals(revision.number(), rollbackTo);
      if ((i <= limit || needed) && kept.size() < MOST) {
        kept.add(revision);
      }
    }
    return kept;
  }
}
