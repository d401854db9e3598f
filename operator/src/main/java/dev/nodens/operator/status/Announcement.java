package dev.nodens.operator.status;

import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.Condition;
import dev.nodens.crd.Drift;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Something that people are told by an Event: what changed between two statuses.
///
/// @param warning whether somebody should look
/// @param reason one UpperCamel word
/// @param note one sentence
public record Announcement(boolean warning, String reason, String note) {

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
    drift(before.drift(), after.drift(), all);
    return all;
  }

  private static Optional<Announcement> revision(ClusterDNSStatus before, ClusterDNSStatus after) {
    if (after.revision() == null
        || (before.revision() != null
            && Objects.equals(before.revision().number(), after.revision().number()))) {
      return Optional.empty();
    }
    return Optional.of(
        new Announcement(
            false,
            "RevisionCreated",
            "Revision %d is ConfigMap %s."
                .formatted(after.revision().number(), after.revision().name())));
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

  private static void drift(@Nullable Drift before, @Nullable Drift after, List<Announcement> all) {
    if (after == null) {
      return;
    }
    List<Drift.Item> known = before == null ? List.of() : before.items();
    for (Drift.Item item : after.items()) {
      if (known.stream().noneMatch(old -> isSame(old, item))) {
        all.add(new Announcement(true, reason(item), note(item)));
      }
    }
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
      case REPORTED -> "DriftDetected";
      case FAILED -> "DriftRevertFailed";
      case SUPPRESSED -> "DriftFighting";
    };
  }

  private static String note(Drift.Item item) {
    return Verdicts.named(List.of(item));
  }
}
