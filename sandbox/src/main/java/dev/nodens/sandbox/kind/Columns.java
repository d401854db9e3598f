package dev.nodens.sandbox.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// The columns of `kubectl get`, for built-in kinds and for custom resources. Pure; any thread.
public final class Columns {
  static final Column NAME =
      new Column("Name", "string", "name", 0, (o, now) -> text(Json.text(o, "metadata", "name")));
  static final Column AGE =
      new Column(
          "Age",
          "string",
          "",
          0,
          (o, now) -> text(age(Json.text(o, "metadata", "creationTimestamp"), now)));

  private Columns() {}

  static List<Column> ofKind(String kind) {
    return switch (kind) {
      case "Pod" ->
          row(
              of("Ready", Columns::containersReady),
              of("Status", Columns::podStatus),
              number("Restarts", Columns::restarts),
              AGE,
              wide("IP", o -> orNone(Json.text(o, "status", "podIP"))),
              wide("Node", o -> orNone(Json.text(o, "spec", "nodeName"))));
      case "Node" ->
          row(
              of("Status", Columns::nodeStatus),
              of("Roles", Columns::roles),
              AGE,
              of("Version", o -> Json.text(o, "status", "nodeInfo", "kubeletVersion")),
              wide("Internal-IP", o -> address(o, "InternalIP")));
      case "Service" ->
          row(
              of("Type", o -> Json.text(o, "spec", "type")),
              of("Cluster-IP", o -> orNone(Json.text(o, "spec", "clusterIP"))),
              of("External-IP", o -> orNone(Json.text(o, "spec", "externalName"))),
              of("Port(s)", Columns::ports),
              AGE,
              wide("Selector", o -> orNone(pairs(Json.at(o, "spec", "selector")))));
      case "ConfigMap", "Secret" ->
          row(
              number("Data", o -> Json.at(o, "data").size() + Json.at(o, "binaryData").size()),
              AGE);
      case "DaemonSet" ->
          row(
              count("Desired", "desiredNumberScheduled"),
              count("Current", "currentNumberScheduled"),
              count("Ready", "numberReady"),
              count("Up-to-date", "updatedNumberScheduled"),
              count("Available", "numberAvailable"),
              of(
                  "Node Selector",
                  o -> orNone(pairs(Json.at(o, "spec", "template", "spec", "nodeSelector")))),
              AGE);
      case "Deployment" ->
          row(
              of(
                  "Ready",
                  o ->
                      Json.at(o, "status", "readyReplicas").asInt()
                          + "/"
                          + Json.at(o, "spec", "replicas").asInt()),
              count("Up-to-date", "updatedReplicas"),
              count("Available", "availableReplicas"),
              AGE);
      case "Namespace" -> row(of("Status", o -> Json.text(o, "status", "phase")), AGE);
      case "EndpointSlice" ->
          row(
              of("AddressType", o -> Json.text(o, "addressType")),
              of("Ports", o -> orNone(joined(Json.at(o, "ports"), p -> Json.text(p, "port")))),
              of(
                  "Endpoints",
                  o ->
                      orNone(
                          joined(
                              Json.at(o, "endpoints"),
                              e -> Json.at(e, "addresses").path(0).asText()))),
              AGE);
      case "ControllerRevision" ->
          row(
              of("Controller", Columns::controller),
              number("Revision", o -> Json.at(o, "revision").asInt()),
              AGE);
      case "Lease" -> row(of("Holder", o -> Json.text(o, "spec", "holderIdentity")), AGE);
      case "Event" ->
          row(
              new Column("Last Seen", "string", "", 0, (o, now) -> text(age(eventTime(o), now))),
              of("Type", o -> Json.text(o, "type")),
              of("Reason", o -> Json.text(o, "reason")),
              of("Object", Columns::regarding),
              of("Message", o -> Json.text(o, "message") + Json.text(o, "note")));
      case "CustomResourceDefinition" ->
          row(of("Created At", o -> Json.text(o, "metadata", "creationTimestamp")));
      default -> row(AGE);
    };
  }

  private static List<Column> row(Column... columns) {
    var list = new ArrayList<Column>();
    list.add(NAME);
    list.addAll(List.of(columns));
    return List.copyOf(list);
  }

  private static Column of(String name, Function<ObjectNode, String> cell) {
    return new Column(name, "string", "", 0, (o, now) -> text(cell.apply(o)));
  }

  private static Column wide(String name, Function<ObjectNode, String> cell) {
    return new Column(name, "string", "", 1, (o, now) -> text(cell.apply(o)));
  }

  private static Column number(String name, Function<ObjectNode, Integer> cell) {
    return new Column(name, "integer", "", 0, (o, now) -> IntNode.valueOf(cell.apply(o)));
  }

  private static Column count(String name, String statusField) {
    return number(name, o -> Json.at(o, "status", statusField).asInt());
  }

  /// The columns of a custom resource, from `additionalPrinterColumns` of its definition.
  static List<Column> custom(JsonNode declared) {
    if (declared.isEmpty()) {
      return List.of(NAME, AGE);
    }
    var columns = new ArrayList<Column>();
    columns.add(NAME);
    for (JsonNode column : declared) {
      JsonPath path = JsonPath.compile(Json.text(column, "jsonPath"));
      boolean date = Json.text(column, "type").equals("date");
      columns.add(
          new Column(
              Json.text(column, "name"),
              Json.text(column, "type"),
              "",
              Json.at(column, "priority").asInt(),
              (o, now) -> {
                List<JsonNode> found = path.find(o);
                if (found.isEmpty()) {
                  return NullNode.getInstance();
                }
                return date ? text(age(found.getFirst().asText(), now)) : found.getFirst();
              }));
    }
    return List.copyOf(columns);
  }

  private static JsonNode text(String value) {
    return TextNode.valueOf(value);
  }

  /// How long ago `time` was, the way kubectl writes it: `42s`, `5m10s`, `3h`, `9d`.
  static String age(String time, Instant now) {
    Duration age;
    try {
      age = Duration.between(Instant.parse(time), now);
    } catch (DateTimeParseException e) {
      return "<unknown>";
    }
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 120) {
      return seconds + "s";
    }
    if (seconds < 600) {
      return seconds / 60 + "m" + (seconds % 60 == 0 ? "" : seconds % 60 + "s");
    }
    if (seconds < 3 * 3600) {
      return seconds / 60 + "m";
    }
    return seconds < 48 * 3600 ? seconds / 3600 + "h" : seconds / 86400 + "d";
  }

  private static String orNone(String value) {
    return value.isEmpty() ? "<none>" : value;
  }

  private static String joined(JsonNode list, Function<JsonNode, String> each) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(each)
        .collect(Collectors.joining(","));
  }

  private static String pairs(JsonNode object) {
    return Json.strings(object).entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(","));
  }

  private static String ports(ObjectNode service) {
    return orNone(
        joined(
            Json.at(service, "spec", "ports"),
            p -> Json.text(p, "port") + "/" + Json.text(p, "protocol")));
  }

  private static String containersReady(ObjectNode pod) {
    long ready =
        StreamSupport.stream(Json.at(pod, "status", "containerStatuses").spliterator(), false)
            .filter(s -> Json.at(s, "ready").asBoolean())
            .count();
    return ready + "/" + Json.at(pod, "spec", "containers").size();
  }

  private static int restarts(ObjectNode pod) {
    return StreamSupport.stream(Json.at(pod, "status", "containerStatuses").spliterator(), false)
        .mapToInt(s -> Json.at(s, "restartCount").asInt())
        .sum();
  }

  private static String podStatus(ObjectNode pod) {
    if (Json.at(pod, "metadata").has("deletionTimestamp")) {
      return "Terminating";
    }
    for (JsonNode status : Json.at(pod, "status", "containerStatuses")) {
      String waiting = Json.text(status, "state", "waiting", "reason");
      if (!waiting.isEmpty()) {
        return waiting;
      }
    }
    return Json.text(pod, "status", "phase");
  }

  private static String nodeStatus(ObjectNode node) {
    String ready = "Unknown";
    for (JsonNode condition : Json.at(node, "status", "conditions")) {
      if (Json.text(condition, "type").equals("Ready")) {
        ready = Json.text(condition, "status").equals("True") ? "Ready" : "NotReady";
      }
    }
    return Json.at(node, "spec", "unschedulable").asBoolean()
        ? ready + ",SchedulingDisabled"
        : ready;
  }

  private static String roles(ObjectNode node) {
    String prefix = "node-role.kubernetes.io/";
    return orNone(
        Json.strings(Json.at(node, "metadata", "labels")).keySet().stream()
            .filter(k -> k.startsWith(prefix))
            .map(k -> k.substring(prefix.length()))
            .collect(Collectors.joining(",")));
  }

  private static String address(ObjectNode node, String type) {
    for (JsonNode address : Json.at(node, "status", "addresses")) {
      if (Json.text(address, "type").equals(type)) {
        return Json.text(address, "address");
      }
    }
    return "<none>";
  }

  private static String controller(ObjectNode object) {
    JsonNode owner = Json.at(object, "metadata", "ownerReferences").path(0);
    return Json.text(owner, "kind").toLowerCase(java.util.Locale.ROOT)
        + "/"
        + Json.text(owner, "name");
  }

  private static String eventTime(ObjectNode event) {
    for (String field : List.of("lastTimestamp", "deprecatedLastTimestamp", "eventTime")) {
      String time = Json.text(event, field);
      if (!time.isEmpty()) {
        return time;
      }
    }
    return Json.text(event, "metadata", "creationTimestamp");
  }

  private static String regarding(ObjectNode event) {
    JsonNode object =
        event.has("regarding") ? event.get("regarding") : Json.at(event, "involvedObject");
    return Json.text(object, "kind").toLowerCase(java.util.Locale.ROOT)
        + "/"
        + Json.text(object, "name");
  }
}
