package dev.nodens.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.ApiError;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.kind.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which objects of a list or watch the client wants: its label and field selectors. Immutable; any
/// thread.
final class Selection {
  private static final Pattern SET =
      Pattern.compile("\\s*([^\\s!=,()]+)\\s+(in|notin)\\s*\\(([^)]*)\\)\\s*");
  private static final Pattern EQUAL =
      Pattern.compile("\\s*([^\\s!=,()]+)\\s*(==|=|!=)\\s*([^\\s,()]*)\\s*");
  private static final Pattern PRESENT = Pattern.compile("\\s*(!?)\\s*([^\\s!=,()]+)\\s*");
  private static final Map<String, Set<String>> FIELDS =
      Map.of(
          "Pod",
              Set.of(
                  "spec.nodeName",
                  "spec.restartPolicy",
                  "spec.schedulerName",
                  "spec.serviceAccountName",
                  "spec.hostNetwork",
                  "status.phase",
                  "status.podIP",
                  "status.nominatedNodeName"),
          "Event",
              Set.of(
                  "involvedObject.kind",
                  "involvedObject.namespace",
                  "involvedObject.name",
                  "involvedObject.uid",
                  "involvedObject.apiVersion",
                  "involvedObject.resourceVersion",
                  "involvedObject.fieldPath",
                  "regarding.kind",
                  "regarding.namespace",
                  "regarding.name",
                  "regarding.uid",
                  "reason",
                  "reportingComponent",
                  "source",
                  "type"),
          "Namespace", Set.of("status.phase"),
          "Node", Set.of("spec.unschedulable"),
          "Service", Set.of("spec.clusterIP", "spec.type"),
          "Secret", Set.of("type"));

  private final List<Predicate<ObjectNode>> requirements;

  private Selection(List<Predicate<ObjectNode>> requirements) {
    this.requirements = List.copyOf(requirements);
  }

  /// @throws ApiError 400 when a selector cannot be read or names a field that cannot be selected
  ///   by
  static Selection of(ResourceType type, String labelSelector, String fieldSelector) {
    var requirements = new ArrayList<Predicate<ObjectNode>>();
    labels(labelSelector, requirements);
    for (String term : fieldSelector.split(",", -1)) {
      if (!term.isBlank()) {
        requirements.add(field(type, term));
      }
    }
    return new Selection(requirements);
  }

  boolean isEverything() {
    return requirements.isEmpty();
  }

  boolean matches(ObjectNode object) {
    for (Predicate<ObjectNode> requirement : requirements) {
      if (!requirement.test(object)) {
        return false;
      }
    }
    return true;
  }

  private static void labels(String selector, List<Predicate<ObjectNode>> into) {
    int at = 0;
    while (at < selector.length()) {
      Matcher set = SET.matcher(selector).region(at, selector.length());
      Matcher equal = EQUAL.matcher(selector).region(at, selector.length());
      Matcher present = PRESENT.matcher(selector).region(at, selector.length());
      if (set.lookingAt()) {
        String key = set.group(1);
        List<String> values = List.of(set.group(3).split("\\s*,\\s*", -1));
        boolean in = set.group(2).equals("in");
        into.add(o -> in == (label(o).has(key) && values.contains(Json.text(label(o), key))));
        at = set.end();
      } else if (equal.lookingAt()) {
        String key = equal.group(1);
        String value = equal.group(3);
        boolean same = !equal.group(2).equals("!=");
        into.add(o -> same == (label(o).has(key) && Json.text(label(o), key).equals(value)));
        at = equal.end();
      } else if (present.lookingAt()) {
        String key = present.group(2);
        boolean wanted = present.group(1).isEmpty();
        into.add(o -> wanted == label(o).has(key));
        at = present.end();
      } else {
        throw unreadable("label", selector);
      }
      if (at < selector.length() && selector.charAt(at++) != ',') {
        throw unreadable("label", selector);
      }
    }
  }

  private static JsonNode label(ObjectNode object) {
    return Json.at(object, "metadata", "labels");
  }

  private static Predicate<ObjectNode> field(ResourceType type, String term) {
    Matcher equal = EQUAL.matcher(term);
    if (!equal.matches()) {
      throw unreadable("field", term);
    }
    String field = equal.group(1);
    boolean meta = field.equals("metadata.name") || field.equals("metadata.namespace");
    if (!meta && !FIELDS.getOrDefault(type.kind(), Set.of()).contains(field)) {
      throw ApiError.badRequest("field label not supported: " + field);
    }
    String[] path = field.split("\\.", -1);
    String value = equal.group(3);
    boolean same = !equal.group(2).equals("!=");
    boolean flag = field.equals("spec.unschedulable") || field.equals("spec.hostNetwork");
    return o -> {
      String found = Json.text(o, path);
      return same == (flag && found.isEmpty() ? "false" : found).equals(value);
    };
  }

  private static ApiError unreadable(String what, String selector) {
    return ApiError.badRequest("unable to parse " + what + " selector \"" + selector + "\"");
  }
}
