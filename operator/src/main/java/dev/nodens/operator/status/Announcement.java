package dev.nodens.operator.status;

import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.crd.Condition;
import dev.nodens.crd.Drift;
import dev.nodens.crd.RolloutStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Something that people are told by an Event: what changed between two statuses.
///
/// @param warning whether somebody should look
/// @param reason one UpperCamel word
/// @param note one sentence
public record Announcement(boolean warning, String reason, String note) {

  /// That pods were started anew, because nothing else would have helped.
  public static Announcement restarted(String note) {
    return new Announcement(true, "PodsRestarted", note);
  }

  /// That the API server went back in time.
  ///
  /// @param highest generation that was seen before
  /// @param before the status that was written last
  public static Announcement rewound(ClusterDNS object, long highest, ClusterDNSStatus before) {
    return new Announcement(
        true,
        "HistoryRewound",
        "The declaration is at generation %d, after generation %d was seen: the API server was restored from an older copy. What is declared now is carried out; revisions are counted on from %s."
            .formatted(
                object.getMetadata().getGeneration(),
                highest,
                before.revision() == null ? "1" : before.revision().number().toString()));
  }

  /// What is worth telling when the status goes from one to the other.
  public static List<Announcement> between(ClusterDNSStatus before, ClusterDNSStatus after) {
    List<Announcement> all = new ArrayList<>();
    revision(before, after).ifPresent(all::add);
    became(before, after, ConditionTypes.ACCEPTED, Condition.Status.FALSE)
        .ifPresent(
            condition -> all.add(new Announcement(true, "ConfigRejected", condition.message())));
    became(before, after, ConditionTypes.DEGRADED, Condition.Status.TRUE)
        .ifPresent(
            condition -> all.add(new Announcement(true, condition.reason(), condition.message())));
    became(before, after, ConditionTypes.PROGRESSING, Condition.Status.FALSE)
        .filter(condition -> condition.reason().equals("Complete"))
        .ifPresent(
            condition -> all.add(new Announcement(false, "RolloutCompleted", condition.message())));
    rollout(before, after).ifPresent(all::add);
    drift(before, after, all);
    all.addAll(TakeoverVerdicts.announcements(before, after));
    return all;
  }

  private static Optional<Announcement> rollout(ClusterDNSStatus before, ClusterDNSStatus after) {
    RolloutStatus now = after.rollout();
    if (now == null
        || (before.rollout() != null
            && before.rollout().phase() == now.phase()
            && Objects.equals(before.rollout().revision(), now.revision()))) {
      return Optional.empty();
    }
    String why = after.condition(ConditionTypes.PROGRESSING).map(Condition::message).orElse("");
    return switch (now.phase()) {
      case CANARY -> Optional.of(new Announcement(false, "CanaryStarted", why));
      case ROLLING -> Optional.of(new Announcement(false, "RolloutStarted", why));
      case ROLLING_BACK -> Optional.of(new Announcement(true, "RollbackStarted", why));
      case HALTED ->
          Optional.of(
              new Announcement(
                  true,
                  after.condition(ConditionTypes.PROGRESSING).map(Condition::reason).orElse(""),
                  why));
      case IDLE, VERIFYING, COMPLETE -> Optional.empty();
    };
  }

  private static Optional<Announcement> revision(ClusterDNSStatus before, ClusterDNSStatus after) {
    if (after.history().isEmpty()) {
      return Optional.empty();
    }
    Revision newest = after.history().getFirst();
    long highest = before.history().isEmpty() ? 0 : before.history().getFirst().number();
    return newest.number() <= highest
        ? Optional.empty()
        : Optional.of(
            new Announcement(
                false,
                "RevisionCreated",
                "Revision %d is ConfigMap %s.".formatted(newest.number(), newest.name())));
  }

  /// The condition if it took this status now, or took another reason or message in it.
  private static Optional<Condition> became(
      ClusterDNSStatus before, ClusterDNSStatus after, String type, Condition.Status status) {
    return after
        .condition(type)
        .filter(condition -> condition.status() == status)
        .filter(condition ->
            before
                .condition(type)
                .filter(old -> old.status() == status)
                .filter(old -> old.message().equals(condition.message()))
                .isEmpty());
  }

  private static void drift(
      ClusterDNSStatus before, ClusterDNSStatus after, List<Announcement> all) {
    boolean fighting = after.drift() != null && after.drift().state() == Drift.State.FIGHTING;
    for (Drift.Item item : newItems(before, after)) {
      if (!fighting || item.action() != Drift.Action.SUPPRESSED) {
        all.add(new Announcement(true, reason(item), DriftVerdicts.named(List.of(item))));
      }
    }
    for (String type :
        List.of(ConditionTypes.CONFIG_MAP_IN_SYNC, ConditionTypes.WORKLOAD_IN_SYNC)) {
      after
          .condition(type)
          .filter(Announcement::isFighting)
          .filter(condition -> before.condition(type).filter(Announcement::isFighting).isEmpty())
          .ifPresent(
              condition -> all.add(new Announcement(true, "DriftFighting", condition.message())));
    }
  }

  private static boolean isFighting(Condition condition) {
    return condition.reason().equals(DriftVerdicts.FIGHTING);
  }

  /// Differences that the status before did not show, or with which something else was done now.
  public static List<Drift.Item> newItems(ClusterDNSStatus before, ClusterDNSStatus after) {
    List<Drift.Item> known = before.drift() == null ? List.of() : before.drift().items();
    List<Drift.Item> now = after.drift() == null ? List.of() : after.drift().items();
    return now.stream().filter(item -> known.stream().noneMatch(old -> isSame(old, item))).toList();
  }

  private static boolean isSame(Drift.Item one, Drift.Item other) {
    return one.object().equals(other.object())
        && one.path().equals(other.path())
        && one.since().equals(other.since())
        && one.action() == other.action();
  }

  private static String reason(Drift.Item item) {
    return switch (item.action()) {
      case REVERTED, RECREATED -> "DriftReverted";
      case REPORTED, SUPPRESSED -> "DriftDetected";
      case FAILED -> "DriftRevertFailed";
    };
  }
}
