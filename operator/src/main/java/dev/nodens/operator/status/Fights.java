package dev.nodens.operator.status;

import dev.nodens.crd.Drift.Contest;
import dev.nodens.operator.apply.Fight;
import dev.nodens.operator.apply.Finding;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps the list of fights, from which the next process of the operator learns how long to wait.
final class Fights {
  /// As long as the operator itself remembers one after its last try.
  static final Duration REMEMBERED = Duration.ofHours(1);

  private static final int MOST = 20;

  private Fights() {}

  private record Place(String object, String path, @Nullable String author) {
    static Place of(Contest fight) {
      return new Place(fight.object(), fight.path(), fight.author());
    }
  }

  /// The list after a reconciliation, the latest try first.
  static List<Contest> update(List<Contest> before, List<Finding> findings, Instant now) {
    Map<Place, Contest> fights = new LinkedHashMap<>();
    before.stream()
        .filter(fight -> now.isBefore(Instant.parse(fight.nextTry()).plus(REMEMBERED)))
        .forEach(fight -> fights.put(Place.of(fight), fight));
    findings.stream()
        .flatMap(finding -> finding.fight().stream())
        .map(Fights::shown)
        .forEach(fight -> fights.put(Place.of(fight), fight));
    return fights.values().stream()
        .sorted(Comparator.comparing(Contest::nextTry).reversed().thenComparing(Contest::object))
        .limit(MOST)
        .toList();
  }

  private static Contest shown(Fight fight) {
    return new Contest(
        fight.key().toString(),
        fight.path(),
        fight.author().orElse(null),
        fight.reverts(),
        fight.nextTry().truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
