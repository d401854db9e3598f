package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Differences between the declared and the live objects.
///
/// @param state the summary
/// @param lastDetectedAt when a difference was last found, RFC 3339
/// @param lastRevertedAt when one was last put back, RFC 3339
/// @param reverts how many were put back so far
/// @param items up to 20, worst first; reverted ones stay for ten minutes
/// @param fights fields that somebody changes again whenever they are put back, up to 20
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Drift(
    State state,
    @Nullable String lastDetectedAt,
    @Nullable String lastRevertedAt,
    Long reverts,
    List<Item> items,
    List<Contest> fights) {

  public Drift {
    reverts = Defaults.or(reverts, 0L);
    items = Defaults.copy(items, List.of());
    fights = Defaults.copy(fights, List.of());
  }

  /// Without fights.
  public Drift(
      State state,
      @Nullable String lastDetectedAt,
      @Nullable String lastRevertedAt,
      Long reverts,
      List<Item> items) {
    this(state, lastDetectedAt, lastRevertedAt, reverts, items, List.of());
  }

  /// A field that somebody changes again whenever it is put back. An operator that starts anew
  /// reads here how often it has tried, and when it may try again.
  ///
  /// @param object kind, namespace and name
  /// @param path JSON pointer of the field; empty for the whole object
  /// @param author field manager that writes it and how; absent when nobody can be named
  /// @param reverts how often it was put back
  /// @param nextTry when it is put back once more, RFC 3339
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Contest(
      String object, String path, @Nullable String author, int reverts, String nextTry) {}

  /// Summary of all differences.
  public enum State {
    /// None.
    @JsonProperty("InSync")
    IN_SYNC,
    /// None left; the last one was put back within ten minutes.
    @JsonProperty("Reverted")
    REVERTED,
    /// At least one is left.
    @JsonProperty("Drifted")
    DRIFTED,
    /// Somebody undoes every revert; the operator holds back.
    @JsonProperty("Fighting")
    FIGHTING,
    /// Objects could not be compared.
    @JsonProperty("Unknown")
    UNKNOWN
  }

  /// One difference.
  ///
  /// @param object kind, namespace and name
  /// @param path JSON pointer of the field; empty for the whole object
  /// @param type what happened to it
  /// @param declared declared value as JSON, shortened
  /// @param live live value as JSON, shortened
  /// @param author field manager that wrote it and how; absent when nobody can be named
  /// @param severity how bad it is
  /// @param since when it was first seen, RFC 3339
  /// @param action what the operator did
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Item(
      String object,
      String path,
      Type type,
      @Nullable String declared,
      @Nullable String live,
      @Nullable String author,
      Severity severity,
      String since,
      Action action) {}

  /// What happened to a field or an object.
  public enum Type {
    /// It has another value.
    @JsonProperty("Changed")
    CHANGED,
    /// Somebody added it where only the operator writes.
    @JsonProperty("Added")
    ADDED,
    /// Somebody removed it.
    @JsonProperty("Removed")
    REMOVED,
    /// The object is gone.
    @JsonProperty("Missing")
    MISSING,
    /// The object was deleted and made anew with other content that cannot be changed in place.
    @JsonProperty("Replaced")
    REPLACED
  }

  /// How bad a difference is; the worst comes first.
  public enum Severity {
    /// Names can stop resolving now.
    @JsonProperty("Critical")
    CRITICAL,
    /// Breaks at the next start of a pod, or touches security.
    @JsonProperty("High")
    HIGH,
    /// Cosmetic.
    @JsonProperty("Low")
    LOW
  }

  /// What the operator did about it.
  public enum Action {
    /// Put back.
    @JsonProperty("Reverted")
    REVERTED,
    /// Made anew.
    @JsonProperty("Recreated")
    RECREATED,
    /// Only shown.
    @JsonProperty("Reported")
    REPORTED,
    /// Tried, in vain.
    @JsonProperty("Failed")
    FAILED,
    /// Left for now, because somebody undid every revert.
    @JsonProperty("Suppressed")
    SUPPRESSED
  }
}
