package dev.nodens.sandbox.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.ApiError.Cause;
import dev.nodens.sandbox.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// DaemonSets and Deployments.
final class WorkloadRules implements KindRules {
  static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

  private final boolean daemon;

  /// @param daemon true for DaemonSets
  WorkloadRules(boolean daemon) {
    this.daemon = daemon;
  }

  @Override
  public void fillDefaults(ObjectNode workload) {
    ObjectNode spec = Json.ensureObject(workload, "spec");
    PodRules.fillSpec(Json.ensureObject(spec, "template", "spec"));
    if (!spec.has("revisionHistoryLimit")) {
      spec.put("revisionHistoryLimit", 10);
    }
    ObjectNode strategy = Json.ensureObject(spec, daemon ? "updateStrategy" : "strategy");
    PodRules.put(strategy, "type", "RollingUpdate");
    if (Json.text(strategy, "type").equals("RollingUpdate")) {
      ObjectNode rolling = Json.ensureObject(strategy, "rollingUpdate");
      fillRolling(rolling);
    }
    if (daemon) {
      ObjectNode annotations = Json.ensureObject(workload, "metadata", "annotations");
      PodRules.put(annotations, TEMPLATE_GENERATION, "0");
    } else {
      if (!spec.has("replicas")) {
        spec.put("replicas", 1);
      }
      if (!spec.has("progressDeadlineSeconds")) {
        spec.put("progressDeadlineSeconds", 600);
      }
    }
  }

  private void fillRolling(ObjectNode rolling) {
    if (daemon) {
      if (!rolling.has("maxUnavailable")) {
        rolling.put("maxUnavailable", 1);
      }
      if (!rolling.has("maxSurge")) {
        rolling.put("maxSurge", 0);
      }
    } else {
      PodRules.put(rolling, "maxUnavailable", "25%");
      PodRules.put(rolling, "maxSurge", "25%");
    }
  }

  @Override
  public void decide(ObjectNode workload, @Nullable ObjectNode before, ServiceAddresses addresses) {
    if (!daemon) {
      return;
    }
    long generation = 1;
    if (before != null) {
      String old = Json.text(before, "metadata", "annotations", TEMPLATE_GENERATION);
      generation = old.isEmpty() ? 0 : Long.parseLong(old);
      if (!Json.same(Json.at(workload, "spec", "template"), Json.at(before, "spec", "template"))) {
        generation++;
      }
    }
    Json.ensureObject(workload, "metadata", "annotations")
        .put(TEMPLATE_GENERATION, Long.toString(generation));
  }

  @Override
  public List<Cause> check(ObjectNode workload, @Nullable ObjectNode before) {
    var causes = new ArrayList<Cause>();
    JsonNode spec = Json.at(workload, "spec");
    JsonNode selector = Json.at(spec, "selector");
    JsonNode labels = Json.at(spec, "template", "metadata", "labels");
    if (before != null && !Json.same(selector, Json.at(before, "spec", "selector"))) {
      causes.add(
          Cause.invalid("spec.selector", Json.sorted(selector).toString(), "field is immutable"));
    }
    if (selector.isMissingNode() || selector.isEmpty()) {
      causes.add(Cause.required("spec.selector", ""));
    } else if (!new LabelSelector(selector).matches(labels)) {
      String field = "spec.template.metadata.labels";
      String detail = "`selector` does not match template `labels`";
      causes.add(
          Cause.invalid(
              field, labels.isMissingNode() ? "null" : Json.sorted(labels).toString(), detail));
    }
    causes.addAll(PodRules.checkSpec(Json.at(spec, "template", "spec"), "spec.template.spec"));
    if (daemon) {
      checkRolling(spec, causes);
    }
    return causes;
  }

  private static void checkRolling(JsonNode spec, List<Cause> causes) {
    JsonNode rolling = Json.at(spec, "updateStrategy", "rollingUpdate");
    if (!rolling.isObject()) {
      return;
    }
    boolean surge = isPositive(rolling, "maxSurge");
    boolean unavailable = isPositive(rolling, "maxUnavailable");
    String field = "spec.updateStrategy.rollingUpdate.maxUnavailable";
    if (surge && unavailable) {
      String value = Json.at(rolling, "maxSurge").toString();
      causes.add(
          Cause.invalid(
              "spec.updateStrategy.rollingUpdate.maxSurge",
              value,
              "may not be set when maxUnavailable is non-zero"));
    } else if (!surge && !unavailable) {
      causes.add(Cause.required(field, "cannot be 0 when maxSurge is 0"));
    }
  }

  private static boolean isPositive(JsonNode rolling, String field) {
    String text = Json.text(rolling, field).replace("%", "");
    return !text.isEmpty() && !text.equals("0");
  }
}
