package dev.nodens.operator.status;

import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.Condition;
import dev.nodens.operator.plan.ClusterFacts;
import dev.nodens.operator.plan.InvalidDeclaration;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.plan.Planner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What tests of a status have in common.
final class Statuses {
  private Statuses() {}

  /// The plan of a declaration that says nothing.
  static Plan plan() {
    try {
      return new Planner("image:1")
          .plan(
              "cluster",
              ClusterDNSSpec.defaults(),
              new ClusterFacts(36, "10.96.0.10", null, null, List.of(), List.of(), null));
    } catch (InvalidDeclaration e) {
      throw new IllegalStateException(e);
    }
  }

  /// Status and reason of every condition, by type.
  static Map<String, String> conditions(ClusterDNSStatus status) {
    Map<String, String> conditions = new LinkedHashMap<>();
    for (Condition condition : status.conditions()) {
      conditions.put(condition.type(), condition.status() + " " + condition.reason());
    }
    return conditions;
  }
}
