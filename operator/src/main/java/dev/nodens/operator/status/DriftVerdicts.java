package dev.nodens.operator.status;

import dev.nodens.crd.Drift;
import dev.nodens.crd.Drift.Item;
import dev.nodens.operator.apply.Fight;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.foreign.Upstreams;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The rules of `ConfigMapInSync` and `WorkloadInSync`.
final class DriftVerdicts {
  static final String FIGHTING = "Fighting";

  private static final int NAMED_ITEMS = 3;

  private DriftVerdicts() {}

  /// @param configMaps whether it is about ConfigMaps or about everything else
  static Verdict inSync(Found found, Drift drift, boolean configMaps) {
    List<Item> items =
        drift.items().stream().filter(item -> isConfigMap(item.object()) == configMaps).toList();
    List<Item> left = items.stream().filter(DriftLedger::isLeft).toList();
    Optional<Fight> fight = fight(found, configMaps);
    if (fight.isPresent()) {
      return Verdict.no(FIGHTING, HandOver.message(fight.get()));
    }
    if (!left.isEmpty()) {
      return Verdict.no(reason(left.getFirst()), named(left));
    }
    if (found.plan().isEmpty()) {
      return Verdict.unknown("NothingDeclared", "No declaration was accepted yet.");
    }
    if (found.failure().isPresent()) {
      return Verdict.unknown("CompareFailed", found.failure().get());
    }
    return items.isEmpty()
        ? Verdict.yes("InSync", "Every live object equals the declared one.")
        : Verdict.yes("Reverted", named(items));
  }

  /// Whether the workload is not what is declared and nothing is done about it.
  static boolean isObserved(Found found) {
    return found.findings().stream()
        .anyMatch(finding ->
            finding.key().kind().equals("DaemonSet") && finding.action() == Drift.Action.REPORTED);
  }

  /// Nodes whose servers get no answers from outside the cluster while others do.
  static Optional<Verdict> upstreams(Found found) {
    List<String> nodes = Upstreams.nodes(found.findings());
    return nodes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Verdict.yes(
                "UpstreamsUnhealthy",
                "The servers of %s%s get no answers from outside the cluster, most others do; compare /etc/resolv.conf of the nodes and what it names."
                    .formatted(
                        String.join(", ", nodes.subList(0, Math.min(NAMED_ITEMS, nodes.size()))),
                        nodes.size() > NAMED_ITEMS
                            ? " and %d more nodes".formatted(nodes.size() - NAMED_ITEMS)
                            : "")));
  }

  private static boolean isConfigMap(String object) {
    return object.startsWith("ConfigMap ");
  }

  private static Optional<Fight> fight(Found found, boolean configMaps) {
    return found.findings().stream()
        .filter(finding -> finding.action() == Drift.Action.SUPPRESSED)
        .map(Finding::fight)
        .flatMap(Optional::stream)
        .filter(fight -> isConfigMap(fight.key().toString()) == configMaps)
        .max(Comparator.comparing(Fight::nextTry));
  }

  private static String reason(Item item) {
    if (item.author() != null && item.author().startsWith("admission")) {
      return "MutatedByAdmission";
    }
    return switch (item.type()) {
      case MISSING -> "Missing";
      case REPLACED -> "Replaced";
      case ADDED -> item.path().startsWith("/data") ? "KeysAdded" : "FieldsAdded";
      case CHANGED, REMOVED ->
          item.path().startsWith("/metadata/labels")
              ? "LabelsChanged"
              : item.path().equals("/data/Corefile") ? "CorefileChanged" : "FieldsChanged";
    };
  }

  /// The worst few of these, in a sentence.
  static String named(List<Item> items) {
    StringBuilder text = new StringBuilder();
    for (Item item : items.subList(0, Math.min(NAMED_ITEMS, items.size()))) {
      text.append(text.isEmpty() ? "" : "; ")
          .append(item.object())
          .append(item.path().isEmpty() ? "" : " " + item.path())
          .append(' ')
          .append(item.type().name().toLowerCase(Locale.ROOT))
          .append(item.author() == null ? "" : " by " + item.author())
          .append(", ")
          .append(item.action().name().toLowerCase(Locale.ROOT));
    }
    int more = items.size() - NAMED_ITEMS;
    return text + (more > 0 ? "; and " + more + " more in status.drift.items" : "") + ".";
  }
}
