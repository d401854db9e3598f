package dev.nodens.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nodens.crd.Drift;
import dev.nodens.crd.DriftPolicy;
import dev.nodens.operator.drift.Authors;
import dev.nodens.operator.drift.Comparison;
import dev.nodens.operator.drift.Difference;
import dev.nodens.operator.drift.Severities;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Brings one object to what is declared, and says what it found.
///
/// It compares the informers' copy first, which costs no request, and believes a difference only
/// after it has asked the API server. Blocking; safe for use by several threads on different
/// objects.
public final class Enforcer {
  private static final int UNPROCESSABLE = 422;
  private static final int TRIES = 3;

  private final ClusterObjects cluster;
  private final Expectations expectations;

  /// What was found at objects that had to be deleted, until the right ones are made: the API
  /// server may take its time with a deletion.
  private final Map<ObjectKey, List<Finding>> beingReplaced = new ConcurrentHashMap<>();

  /// @param cluster the API server
  /// @param clock how long an answer of the API server is remembered
  public Enforcer(ClusterObjects cluster, Clock clock) {
    this.cluster = cluster;
    this.expectations = new Expectations(cluster, clock);
  }

  /// What was found at an object, and how it is now.
  ///
  /// @param findings drift, in the order of the fields
  /// @param live the object as it is now
  /// @param wrote whether anything was written
  public record Result(List<Finding> findings, JsonNode live, boolean wrote) {}

  /// Brings an object to its intent.
  ///
  /// @param policy what to do about differences that somebody made; a new declaration and a missing
  ///   object are written in any case
  /// @param existed whether the operator has made this object before, so that its absence is drift
  /// @throws KubernetesClientException when the API server refuses
  public Result bring(Intent intent, DriftPolicy policy, boolean existed) {
    JsonNode expected = expectations.of(intent);
    Optional<JsonNode> cached = cluster.cached(intent.key());
    if (cached.isPresent() && isInSync(intent, expected, cached.get())) {
      return new Result(List.of(), cached.get(), false);
    }
    Optional<JsonNode> live = cluster.get(intent.key());
    if (live.isEmpty()) {
      return create(intent, expected, policy, existed);
    }
    if (isInSync(intent, expected, live.get())) {
      return new Result(List.of(), live.get(), false);
    }
    return differs(intent, expected, live.get(), policy, existed);
  }

  private static boolean isInSync(Intent intent, JsonNode expected, JsonNode live) {
    return intent.wasAppliedTo(live) && Comparison.compare(intent.json(), expected, live).isEmpty();
  }

  private Result create(Intent intent, JsonNode expected, DriftPolicy policy, boolean existed) {
    JsonNode made;
    try {
      made = cluster.apply(intent.key(), intent.json());
    } catch (KubernetesClientException e) {
      Optional<JsonNode> other =
          e.getCode() == UNPROCESSABLE ? cluster.get(intent.key()) : Optional.empty();
      if (other.isEmpty()) {
        throw e;
      }
      return differs(intent, expected, other.get(), policy, existed);
    }
    List<Finding> replaced = beingReplaced.remove(intent.key());
    if (replaced != null) {
      return new Result(with(replaced, Drift.Action.REVERTED), made, true);
    }
    Optional<String> other = Authors.of(made).newestOther();
    if (other.isPresent()) {
      // Somebody made it between our look and our write, which therefore changed theirs.
      JsonNode ours = removeForeign(intent, expected, made);
      return new Result(
          existed
              ? List.of(whole(intent.key(), Drift.Type.REPLACED, other, Drift.Action.REVERTED))
              : List.of(),
          ours,
          true);
    }
    return new Result(
        existed
            ? List.of(
                whole(intent.key(), Drift.Type.MISSING, Optional.empty(), Drift.Action.RECREATED))
            : List.of(),
        made,
        true);
  }

  private Result differs(
      Intent intent, JsonNode expected, JsonNode live, DriftPolicy policy, boolean existed) {
    boolean declaredAnew = isDeclaredAnew(intent, live);
    List<Finding> findings = drift(intent, expected, live, declaredAnew, existed);
    if (policy == DriftPolicy.REPORT && !declaredAnew) {
      return new Result(with(findings, Drift.Action.REPORTED), live, false);
    }
    Optional<JsonNode> written = apply(intent, expected, live);
    if (written.isEmpty()) {
      beingReplaced.put(intent.key(), findings);
      return new Result(findings, live, true);
    }
    JsonNode applied = written.get();
    if (policy == DriftPolicy.ENFORCE) {
      applied = removeForeign(intent, expected, applied);
    }
    boolean left = !Comparison.compare(intent.json(), expected, applied).isEmpty();
    return new Result(
        with(findings, left ? Drift.Action.FAILED : Drift.Action.REVERTED), applied, true);
  }

  /// Whether the intent itself is another one than at the last apply. The annotation says so,
  /// unless somebody else wrote or removed it.
  private static boolean isDeclaredAnew(Intent intent, JsonNode live) {
    Authors authors = Authors.of(live);
    return !authors.includeOperator()
        || (Intent.isMarked(live)
            && !intent.wasAppliedTo(live)
            && authors.ofField(Intent.MARK).isEmpty());
  }

  /// The differences that somebody made. While a declaration is new, those of the operator's own
  /// making do not count. An object of ours that no operator ever wrote was put in its place by
  /// somebody else.
  private static List<Finding> drift(
      Intent intent, JsonNode expected, JsonNode live, boolean declaredAnew, boolean existed) {
    Authors authors = Authors.of(live);
    if (!authors.includeOperator()) {
      return existed
          ? List.of(
              whole(
                  intent.key(), Drift.Type.REPLACED, authors.newestWriter(), Drift.Action.REPORTED))
          : List.of();
    }
    List<Finding> findings = new ArrayList<>();
    for (Difference difference : Comparison.compare(intent.json(), expected, live)) {
      Optional<String> author = authors.of(difference);
      if (!declaredAnew || authors.ofField(difference.path()).isPresent()) {
        findings.add(finding(intent.key(), difference, author));
      }
    }
    return findings;
  }

  private static Finding finding(ObjectKey key, Difference difference, Optional<String> author) {
    return new Finding(
        key,
        difference.path().toString(),
        difference.type(),
        text(difference.declared()),
        text(difference.live()),
        author,
        Severities.ofField(key.kind(), difference.path()),
        Drift.Action.REPORTED);
  }

  private static Finding whole(
      ObjectKey key, Drift.Type type, Optional<String> author, Drift.Action action) {
    return new Finding(
        key, "", type, Optional.empty(), Optional.empty(), author, Severities.ofObject(), action);
  }

  private static Optional<String> text(JsonNode value) {
    return value.isMissingNode() ? Optional.empty() : Optional.of(value.toString());
  }

  private static List<Finding> with(List<Finding> findings, Drift.Action action) {
    return findings.stream().map(finding -> finding.with(action)).toList();
  }

  /// Applies the intent. What cannot be changed in place was made by somebody else under our name,
  /// so it is made anew. What an edit made contradict the intent (a port with another number keeps
  /// its name) is put right first.
  ///
  /// @return the object as it is now; empty when the wrong one is still being deleted
  private Optional<JsonNode> apply(Intent intent, JsonNode expected, JsonNode live) {
    try {
      return Optional.of(cluster.apply(intent.key(), intent.json()));
    } catch (KubernetesClientException e) {
      if (e.getCode() != UNPROCESSABLE) {
        throw e;
      }
    }
    if (mustBeReplaced(intent, expected, live)) {
      cluster.delete(intent.key(), live.path("metadata").path("uid").asText());
      if (cluster.get(intent.key()).filter(Enforcer::isBeingDeleted).isPresent()) {
        return Optional.empty();
      }
    } else {
      cluster.patch(intent.key(), putRight(intent, expected, live));
    }
    return Optional.of(cluster.apply(intent.key(), intent.json()));
  }

  private static boolean isBeingDeleted(JsonNode live) {
    return live.path("metadata").hasNonNull("deletionTimestamp");
  }

  private static boolean mustBeReplaced(Intent intent, JsonNode expected, JsonNode live) {
    List<Difference> differences = Comparison.compare(intent.json(), expected, live);
    return differences.stream()
        .anyMatch(difference ->
            switch (intent.key().kind()) {
              case "ConfigMap" -> live.path("immutable").asBoolean();
              case "ClusterRoleBinding" -> difference.path().passes("roleRef");
              case "DaemonSet" -> difference.path().toString().startsWith("/spec/selector");
              default -> false;
            });
  }

  /// Apply leaves what others own. Inside the operator's subtrees that goes too. A controller may
  /// write the object meanwhile, its status for example, so this is tried on its newest state a few
  /// times.
  private JsonNode removeForeign(Intent intent, JsonNode expected, JsonNode applied) {
    JsonNode live = applied;
    for (int i = 0; i < TRIES; i++) {
      if (Comparison.compare(intent.json(), expected, live).isEmpty()) {
        return live;
      }
      try {
        return cluster.patch(intent.key(), putRight(intent, expected, live));
      } catch (KubernetesClientException e) {
        if (e.getCode() != UNPROCESSABLE && e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          throw e;
        }
        live = cluster.get(intent.key()).orElse(live);
      }
    }
    return live;
  }

  /// JSON patch operations that make a live object equal to the expected one, unless it changed
  /// meanwhile.
  private static ArrayNode putRight(Intent intent, JsonNode expected, JsonNode live) {
    ArrayNode operations = JsonNodeFactory.instance.arrayNode();
    operations
        .addObject()
        .put("op", "test")
        .put("path", "/metadata/resourceVersion")
        .set("value", live.path("metadata").path("resourceVersion"));
    List<Difference> differences = Comparison.compare(intent.json(), expected, live);
    // From the back, so that removing an element of a list does not move the others.
    for (Difference difference : differences.reversed()) {
      var operation = operations.addObject().put("path", difference.path().pointerIn(live));
      switch (difference.type()) {
        case ADDED -> operation.put("op", "remove");
        case REMOVED -> operation.put("op", "add").set("value", difference.declared());
        default -> operation.put("op", "replace").set("value", difference.declared());
      }
    }
    return operations;
  }
}
