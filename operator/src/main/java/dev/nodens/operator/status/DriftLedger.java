package dev.nodens.operator.status;

import dev.nodens.crd.Drift;
import dev.nodens.crd.Drift.Action;
import dev.nodens.crd.Drift.Item;
import dev.nodens.operator.apply.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps the list of differences: reverted ones stay for a while, because a revert that nobody can
/// see never happened.
final class DriftLedger {
  /// How long a revert is shown.
  static final Duration REVERT_SHOWN = Duration.ofMinutes(10);

  private static final int MOST_ITEMS = 20;
  private static final int LONGEST_VALUE = 256;

  private DriftLedger() {}

  private record Place(String object, String path) {
    static Place of(Item item) {
      return new Place(item.object(), item.path());
    }
  }

  /// The list after a reconciliation.
  ///
  /// @param incomplete whether some objects could not be compared
  static Drift update(
      @Nullable Drift before, List<Finding> findings, boolean incomplete, Instant now) {
    Drift old = before == null ? new Drift(Drift.State.IN_SYNC, null, null, 0L, List.of()) : before;
    Map<Place, Item> known = new LinkedHashMap<>();
    old.items().forEach(item -> known.put(Place.of(item), item));
    Map<Place, Item> items = new LinkedHashMap<>();
    boolean detected = false;
    long reverts = old.reverts();
    for (Finding finding : findings) {
      Item earlier = known.get(new Place(finding.key().toString(), finding.path()));
      Item item = item(finding, earlier, now);
      items.put(Place.of(item), item);
      detected |= earlier == null || !isLeft(earlier) || !isLeft(item);
      reverts += isLeft(item) ? 0 : 1;
    }
    boolean reverted = reverts > old.reverts();
    for (Item item : old.items()) {
      if (isShown(item, incomplete, now)) {
        items.putIfAbsent(Place.of(item), item);
      }
    }
    List<Item> worstFirst =
        items.values().stream()
            .sorted(
                Comparator.comparing(DriftLedger::isLeft).reversed().thenComparing(Item::severity))
            .limit(MOST_ITEMS)
            .toList();
    boolean fighting =
        findings.stream().anyMatch(f -> f.action() == Action.SUPPRESSED && f.fight().isPresent())
            || (incomplete && old.state() == Drift.State.FIGHTING);
    return new Drift(
        state(worstFirst, incomplete, fighting),
        detected ? now.toString() : old.lastDetectedAt(),
        reverted ? now.toString() : old.lastRevertedAt(),
        reverts,
        worstFirst,
        Fights.update(old.fights(), findings, now));
  }

  /// A difference that is left stays in the list only while it is found, or while nobody could
  /// look.
  private static boolean isShown(Item item, boolean incomplete, Instant now) {
    return isLeft(item) ? incomplete : now.isBefore(Instant.parse(item.since()).plus(REVERT_SHOWN));
  }

  static boolean isLeft(Item item) {
    return switch (item.action()) {
      case REPORTED, FAILED, SUPPRESSED -> true;
      case REVERTED, RECREATED -> false;
    };
  }

  private static Item item(Finding finding, @Nullable Item earlier, Instant now) {
    boolean goesOn = earlier != null && isLeft(earlier) && !finding.isUndone();
    // Who fights may write another value every second; that is no news.
    boolean shown = earlier != null && goesOn && finding.fight().isPresent();
    return new Item(
        finding.key().toString(),
        finding.path(),
        finding.type(),
        shortened(finding.declared()),
        earlier != null && shown ? earlier.live() : shortened(finding.live()),
        finding.author().orElse(null),
        finding.severity(),
        earlier != null && goesOn ? earlier.since() : now.toString(),
        finding.action());
  }

  private static @Nullable String shortened(Optional<String> value) {
    return value
        .map(text ->
            text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...")
        .orElse(null);
  }

  private static Drift.State state(List<Item> items, boolean incomplete, boolean fights) {
    if (items.stream().anyMatch(DriftLedger::isLeft)) {
      return fights ? Drift.State.FIGHTING : Drift.State.DRIFTED;
    }
    if (incomplete) {
      return Drift.State.UNKNOWN;
    }
    return items.isEmpty() ? Drift.State.IN_SYNC : Drift.State.REVERTED;
  }
}
