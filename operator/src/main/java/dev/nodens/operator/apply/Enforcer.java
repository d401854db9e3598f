package dev.nodens.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.nodens.crd.Drift;
import dev.nodens.crd.DriftPolicy;
import dev.nodens.operator.drift.Authors;
import dev.nodens.operator.drift.Comparison;
import dev.nodens.operator.drift.Difference;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Brings one object to what is declared, and says what it found.
///
/// It compares the informers' copy first, which costs no request, and believes a difference only
/// after it has asked the API server. Blocking; safe for use by several threads on different
/// objects.
public final class Enforcer {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ClusterObjects cluster;
  private final Clock clock;
  private final Expectations expectations;
  private final Writer writer;
  private final Restraint restraint = new Restraint();
  private final Map<ObjectKey, Written> written = new ConcurrentHashMap<>();

  /// What was found at objects that had to be deleted, until the right ones are made: the API
  /// server may take its time with a deletion.
  private final Map<ObjectKey, List<Finding>> beingReplaced = new ConcurrentHashMap<>();

  /// What this process wrote last, and what came of it that nobody else did.
  private record Written(String hash, List<Difference> admitted) {}

  /// @param cluster the API server
  /// @param clock how long an answer of the API server is remembered, and how often objects are put
  ///   back
  public Enforcer(ClusterObjects cluster, Clock clock) {
    this.cluster = cluster;
    this.clock = clock;
    this.expectations = new Expectations(cluster, clock);
    this.writer = new Writer(cluster);
  }

  /// What was found at an object, and how it is now.
  ///
  /// @param findings drift, in the order of the fields
  /// @param live the object as it is now; missing when there is none
  /// @param wrote whether anything was written
  /// @param again when something is left to do, the time to do it
  public record Result(
      List<Finding> findings, JsonNode live, boolean wrote, Optional<Instant> again) {}

  /// Brings an object to its intent.
  ///
  /// @param policy what to do about differences that somebody made. A new declaration and a missing
  ///   object are written in any case, except with [DriftPolicy#OBSERVE]
  /// @param existed whether the operator has made this object before, so that its absence is drift
  /// @throws KubernetesClientException when the API server refuses
  public Result bring(Intent intent, DriftPolicy policy, boolean existed) {
    JsonNode expected = expectations.of(intent);
    Assessment.Known known = known(intent, existed);
    Optional<JsonNode> cached = cluster.cached(intent.key());
    if (cached.isPresent()) {
      Assessment seen = Assessment.of(intent, expected, cached, known);
      if (seen.isInSync()) {
        return left(seen.drift(), cached);
      }
    }
    Optional<JsonNode> live = cluster.get(intent.key());
    return bring(intent, expected, live, policy, known);
  }

  /// Goes on with the fights of an earlier process, instead of forgiving and beginning them anew.
  public void resume(List<Drift.Contest> fights) {
    restraint.resume(fights);
  }

  private Assessment.Known known(Intent intent, boolean existed) {
    Optional<Written> last = Optional.ofNullable(written.get(intent.key()));
    return new Assessment.Known(
        existed,
        last.map(Written::hash),
        last.filter(write -> write.hash().equals(intent.hash()))
            .map(Written::admitted)
            .orElse(List.of()));
  }

  private Result bring(
      Intent intent,
      JsonNode expected,
      Optional<JsonNode> live,
      DriftPolicy policy,
      Assessment.Known known) {
    Assessment found = Assessment.of(intent, expected, live, known);
    if (found.isInSync()) {
      return left(found.drift(), live);
    }
    if (policy == DriftPolicy.OBSERVE) {
      return left(joined(found.drift(), found.pending()), live);
    }
    if (policy == DriftPolicy.REPORT && isSomebodysEdit(found)) {
      return left(found.drift(), live);
    }
    if (found.isForeign()) {
      Optional<Restraint.Hold> hold =
          restraint.hold(intent.key(), found.drift(), live.isEmpty(), clock.instant());
      if (hold.isPresent()) {
        return held(found.drift(), live, hold.get());
      }
    }
    if (live.isPresent()) {
      return change(intent, expected, live.get(), found, policy);
    }
    try {
      return create(intent, expected, found, policy);
    } catch (KubernetesClientException e) {
      // Somebody made another object since our look, and it cannot be changed in place.
      Optional<JsonNode> other =
          e.getCode() == Writer.UNPROCESSABLE ? cluster.get(intent.key()) : Optional.empty();
      if (other.isEmpty()) {
        throw e;
      }
      return bring(intent, expected, other, policy, known);
    }
  }

  /// A missing object is nobody's edit, nor is one that was only written again as it was.
  private static boolean isSomebodysEdit(Assessment found) {
    return switch (found.state()) {
      case EDITED -> true;
      case REPLACED -> !found.differences().isEmpty();
      default -> false;
    };
  }

  private static Result left(List<Finding> findings, Optional<JsonNode> live) {
    return new Result(findings, live.orElse(MissingNode.getInstance()), false, Optional.empty());
  }

  private Result held(List<Finding> findings, Optional<JsonNode> live, Restraint.Hold hold) {
    return new Result(
        findings.stream()
            .map(finding -> fought(finding.with(Drift.Action.SUPPRESSED), hold.fight()))
            .toList(),
        live.orElse(MissingNode.getInstance()),
        false,
        Optional.of(hold.until()));
  }

  /// With its own fight, or else that about the object.
  private Finding fought(Finding finding, Optional<Fight> fight) {
    return finding.in(fight.flatMap(other -> restraint.fight(finding).or(() -> fight)));
  }

  private static List<Finding> joined(List<Finding> one, List<Finding> other) {
    List<Finding> both = new ArrayList<>(one);
    both.addAll(other);
    return List.copyOf(both);
  }

  private Result create(Intent intent, JsonNode expected, Assessment found, DriftPolicy policy) {
    JsonNode made = cluster.apply(intent.key(), intent.json());
    Optional<String> other = Authors.of(made).newestOther();
    List<Finding> replaced = beingReplaced.remove(intent.key());
    if (other.isPresent() && found.state() == Assessment.State.MISSING) {
      // Somebody made it between our look and our write, which therefore changed theirs.
      return wrote(
          intent,
          expected,
          made,
          Assessment.replaced(intent.key(), found.differences(), other).drift(),
          policy);
    }
    return wrote(
        intent, expected, made, Objects.requireNonNullElse(replaced, found.drift()), policy);
  }

  private Result change(
      Intent intent, JsonNode expected, JsonNode live, Assessment found, DriftPolicy policy) {
    Optional<JsonNode> applied = writer.apply(intent, expected, live);
    if (applied.isEmpty()) {
      beingReplaced.put(intent.key(), found.drift());
      return new Result(found.drift(), live, true, Optional.of(clock.instant().plus(SOON)));
    }
    return wrote(intent, expected, applied.get(), found.drift(), policy);
  }

  /// Removes what others have in the operator's subtrees, and says what became of the drift.
  private Result wrote(
      Intent intent, JsonNode expected, JsonNode applied, List<Finding> drift, DriftPolicy policy) {
    JsonNode now =
        policy == DriftPolicy.ENFORCE ? writer.removeForeign(intent, expected, applied) : applied;
    List<Difference> left = Comparison.compare(intent.json(), expected, now);
    List<Difference> admitted = Assessment.ofAdmission(left, Authors.of(now));
    written.put(intent.key(), new Written(intent.hash(), admitted));
    Optional<Fight> fight =
        drift.isEmpty() ? Optional.empty() : restraint.wrote(intent.key(), drift, clock.instant());
    List<Difference> foreign = new ArrayList<>(left);
    foreign.removeAll(admitted);
    List<Finding> said =
        drift.stream()
            .filter(finding -> !isAt(finding.path(), admitted))
            .map(finding -> fought(finding.with(action(finding, foreign, policy)), fight))
            .toList();
    return new Result(
        joined(said, Assessment.admitted(intent.key(), admitted)), now, true, Optional.empty());
  }

  private static Drift.Action action(Finding finding, List<Difference> left, DriftPolicy policy) {
    if (finding.path().isEmpty() ? !left.isEmpty() : isAt(finding.path(), left)) {
      return policy == DriftPolicy.ENFORCE ? Drift.Action.FAILED : Drift.Action.REPORTED;
    }
    return finding.type() == Drift.Type.MISSING ? Drift.Action.RECREATED : Drift.Action.REVERTED;
  }

  private static boolean isAt(String path, List<Difference> differences) {
    return differences.stream().anyMatch(difference -> difference.path().toString().equals(path));
  }
}
