package dev.nodens.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodens.crd.Drift;
import dev.nodens.operator.Names;
import dev.nodens.operator.drift.Authors;
import dev.nodens.operator.drift.Comparison;
import dev.nodens.operator.drift.Difference;
import dev.nodens.operator.drift.Excerpt;
import dev.nodens.operator.drift.Severities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a live object stands to its intent. Pure.
///
/// @param state the summary
/// @param differences every field in which they differ
/// @param drift what somebody else did
/// @param pending what a write would change besides, because it is declared anew
record Assessment(
    State state, List<Difference> differences, List<Finding> drift, List<Finding> pending) {

  /// Two operators with different settings undo each other's work under one name.
  static final String OTHER_OPERATOR = Names.FIELD_MANAGER + " (another operator process)";

  /// What admission makes of a write can only be told from the declaration, not who it is.
  static final String ADMISSION = "admission (webhook or policy)";

  /// Summaries.
  enum State {
    /// As declared, or as near to it as admission lets it come.
    IN_SYNC,
    /// The operator never made it: there is none, or it is somebody's who is there already.
    NEW,
    /// The declaration is another one than at the last write.
    DECLARED_ANEW,
    /// Somebody changed fields.
    EDITED,
    /// Somebody deleted it.
    MISSING,
    /// Somebody put another object in its place.
    REPLACED
  }

  /// What is known of an object from before.
  ///
  /// @param existed whether the operator has made it
  /// @param applied hash of the intent that this process wrote last
  /// @param admitted differences that were left by that write, although nobody else made them
  record Known(boolean existed, Optional<String> applied, List<Difference> admitted) {}

  boolean isInSync() {
    return state == State.IN_SYNC;
  }

  /// Whether somebody else is the reason to write.
  boolean isForeign() {
    return state == State.EDITED || state == State.MISSING || state == State.REPLACED;
  }

  static Assessment of(Intent intent, JsonNode expected, Optional<JsonNode> live, Known known) {
    if (live.isEmpty()) {
      List<Finding> missing =
          List.of(whole(intent.key(), Drift.Type.MISSING, Optional.empty(), Severities.ofObject()));
      return known.existed()
          ? new Assessment(State.MISSING, List.of(), missing, List.of())
          : new Assessment(State.NEW, List.of(), List.of(), missing);
    }
    List<Difference> differences = Comparison.compare(intent.json(), expected, live.get());
    Authors authors = Authors.of(live.get());
    if (!authors.includeOperator()) {
      return known.existed()
          ? replaced(intent.key(), differences, authors.newestWriter())
          : new Assessment(
              State.NEW, differences, List.of(), fields(intent.key(), differences, authors));
    }
    return known.admitted().containsAll(differences)
        ? new Assessment(State.IN_SYNC, differences, admitted(intent.key(), differences), List.of())
        : edited(intent, differences, authors, live.get(), known);
  }

  static Assessment replaced(ObjectKey key, List<Difference> differences, Optional<String> author) {
    Drift.Severity severity = differences.isEmpty() ? Drift.Severity.LOW : Severities.ofObject();
    return new Assessment(
        State.REPLACED,
        differences,
        List.of(whole(key, Drift.Type.REPLACED, author, severity)),
        List.of());
  }

  /// While a declaration is new, differences that nobody else owns are of the operator's own
  /// making. It is new when the object carries the hash of another intent, unless somebody else
  /// wrote the hash there, or this process wrote this very intent before.
  private static Assessment edited(
      Intent intent, List<Difference> all, Authors authors, JsonNode live, Known known) {
    boolean otherIntent =
        Intent.isMarked(live)
            && !intent.wasAppliedTo(live)
            && authors.ofField(Intent.MARK).isEmpty();
    boolean undone = known.applied().filter(intent.hash()::equals).isPresent();
    List<Difference> counted = new ArrayList<>(all);
    counted.removeAll(known.admitted());
    if (!otherIntent) {
      return new Assessment(State.EDITED, all, fields(intent.key(), counted, authors), List.of());
    }
    if (undone) {
      List<Finding> theirs =
          fields(intent.key(), counted, authors).stream()
              .map(finding -> finding.author().isEmpty() ? finding.by(OTHER_OPERATOR) : finding)
              .toList();
      return new Assessment(State.EDITED, all, theirs, List.of());
    }
    List<Finding> drift = new ArrayList<>();
    List<Finding> pending = new ArrayList<>();
    for (Difference difference : all) {
      boolean foreign = authors.ofField(difference.path()).isPresent();
      (foreign ? drift : pending).add(field(intent.key(), difference, authors.of(difference)));
    }
    return new Assessment(State.DECLARED_ANEW, all, drift, pending);
  }

  /// Differences that came with the operator's own write and belong to nobody else.
  static List<Difference> ofAdmission(List<Difference> left, Authors authors) {
    return left.stream()
        .filter(difference -> authors.ofField(difference.path()).isEmpty())
        .toList();
  }

  static List<Finding> admitted(ObjectKey key, List<Difference> differences) {
    return differences.stream()
        .map(difference -> field(key, difference, Optional.of(ADMISSION)))
        .toList();
  }

  private static List<Finding> fields(
      ObjectKey key, List<Difference> differences, Authors authors) {
    return differences.stream()
        .map(difference -> field(key, difference, authors.of(difference)))
        .toList();
  }

  private static Finding field(ObjectKey key, Difference difference, Optional<String> author) {
    Excerpt excerpt = Excerpt.of(difference);
    return new Finding(
        key,
        difference.path().toString(),
        difference.type(),
        excerpt.declared(),
        excerpt.live(),
        author,
        Severities.of(key.kind(), difference),
        Drift.Action.REPORTED);
  }

  private static Finding whole(
      ObjectKey key, Drift.Type type, Optional<String> author, Drift.Severity severity) {
    return new Finding(
        key, "", type, Optional.empty(), Optional.empty(), author, severity, Drift.Action.REPORTED);
  }
}
