package dev.nodens.operator.rollout;

import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.crd.Condition;
import dev.nodens.crd.RolloutStatus;
import dev.nodens.crd.RolloutStatus.Phase;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a rollout stands. It is kept in the status of the ClusterDNS and read back from there, so
/// that an operator that starts goes on where another one stopped.
///
/// @param phase how far it is
/// @param halt why it is halted; [Halt#NONE] in the other phases
/// @param target the revision that the declaration asks for
/// @param serving the revision that the workload declares
/// @param lastGood the revision that every pod was last proven to serve
/// @param startedAt when it began
/// @param deadline when the phase counts as failed
/// @param message how far it is, or why it failed
public record RolloutState(
    Phase phase,
    Halt halt,
    RevisionRef target,
    RevisionRef serving,
    Optional<RevisionRef> lastGood,
    Instant startedAt,
    Instant deadline,
    String message) {

  /// The status must stay small.
  private static final int LONGEST_MESSAGE = 1024;

  /// Why a rollout is halted.
  public enum Halt {
    /// It is not.
    NONE(""),
    /// A canary pod gave a wrong answer; nothing was rolled.
    CANARY_FAILED("CanaryFailed"),
    /// No canary pod could be placed or asked; nothing was rolled.
    CANARY_UNVERIFIABLE("CanaryUnverifiable"),
    /// The roll failed, and the last good revision serves again.
    ROLLED_BACK("RolledBack"),
    /// The roll failed, and nothing was done about it.
    DEADLINE_EXCEEDED("DeadlineExceeded"),
    /// It is rolled, but pods could not be asked.
    UNVERIFIABLE("Unverifiable");

    private final String text;

    Halt(String text) {
      this.text = text;
    }

    /// The reason of the condition Progressing.
    public String text() {
      return text;
    }

    static Halt of(String text) {
      for (Halt halt : values()) {
        if (halt.text.equals(text)) {
          return halt;
        }
      }
      return DEADLINE_EXCEEDED;
    }
  }

  /// What a status says.
  ///
  /// @param live the revision that the live workload declares, if it is known; counts only when the
  ///   status says nothing, because somebody removed it or made the ClusterDNS anew
  public static Optional<RolloutState> resume(
      ClusterDNSStatus status, Optional<RevisionRef> live, Instant now) {
    RolloutStatus rollout = status.rollout();
    Optional<RevisionRef> serving =
        Optional.ofNullable(status.revision()).map(RevisionRef::of).or(() -> live);
    if (serving.isEmpty()) {
      return Optional.empty();
    }
    Optional<RevisionRef> lastGood =
        Optional.ofNullable(status.lastGoodRevision()).map(RevisionRef::of);
    Optional<RevisionRef> target =
        rollout == null ? Optional.empty() : find(status, rollout.revision());
    if (rollout == null || target.isEmpty()) {
      return Optional.of(
          new RolloutState(
              Phase.COMPLETE,
              Halt.NONE,
              serving.get(),
              serving.get(),
              lastGood.or(() -> serving),
              now,
              now,
              ""));
    }
    Halt halt =
        rollout.phase() == Phase.HALTED
            ? Halt.of(status.condition("Progressing").map(Condition::reason).orElse(""))
            : Halt.NONE;
    return Optional.of(
        new RolloutState(
            rollout.phase(),
            halt,
            target.get(),
            serving.get(),
            lastGood,
            time(rollout.startedAt(), now),
            time(rollout.deadline(), now),
            rollout.message() == null ? "" : rollout.message()));
  }

  private static Optional<RevisionRef> find(ClusterDNSStatus status, @Nullable Long number) {
    Revision declared = status.revision();
    if (declared != null && declared.number().equals(number)) {
      return Optional.of(RevisionRef.of(declared));
    }
    return status.history().stream()
        .filter(revision -> revision.number().equals(number))
        .map(RevisionRef::of)
        .findFirst();
  }

  private static Instant time(@Nullable String text, Instant otherwise) {
    return text == null ? otherwise : Instant.parse(text);
  }

  /// As it stands in the status.
  public RolloutStatus status() {
    boolean settled = phase == Phase.COMPLETE || phase == Phase.HALTED;
    return new RolloutStatus(
        phase,
        target.number(),
        startedAt.toString(),
        settled ? null : deadline.toString(),
        message.isEmpty() ? null : shortened(message));
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE - 3) + "...";
  }

  /// Whether the workload declares what the declaration asks for.
  public boolean servesTarget() {
    return serving.isSame(target);
  }

  /// Whether the revision that the workload declares was proven.
  boolean servesLastGood() {
    return lastGood.filter(serving::isSame).isPresent();
  }

  RolloutState in(Phase next, Instant newDeadline, String newMessage) {
    return new RolloutState(
        next, Halt.NONE, target, serving, lastGood, startedAt, newDeadline, newMessage);
  }

  RolloutState halted(Halt why, String newMessage) {
    return new RolloutState(
        Phase.HALTED, why, target, serving, lastGood, startedAt, deadline, newMessage);
  }

  RolloutState serving(RevisionRef other) {
    return new RolloutState(phase, halt, target, other, lastGood, startedAt, deadline, message);
  }

  RolloutState proven() {
    return new RolloutState(
        phase, halt, target, serving, Optional.of(target), startedAt, deadline, message);
  }
}
