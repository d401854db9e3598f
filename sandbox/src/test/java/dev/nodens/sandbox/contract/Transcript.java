package dev.nodens.sandbox.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.nodens.sandbox.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A list of requests from a file, run against a server, and the answers with everything replaced
/// that differs from run to run: names of namespaces, times, uids, versions and allocated
/// addresses.
final class Transcript {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .build();
  private static final Pattern CHANGING =
      Pattern.compile(
          "(?<time>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z)"
              + "|(?<uid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
              + "|(?<address>\\b10\\.96\\.\\d{1,3}\\.\\d{1,3}\\b)");

  private final ApiUnderTest api;
  private final String namespace;
  private final Map<String, JsonNode> bodies = new HashMap<>();
  private final Map<String, String> saved = new HashMap<>();
  private final Map<String, String> symbols = new LinkedHashMap<>();

  Transcript(ApiUnderTest api) {
    this.api = api;
    this.namespace = api.newNamespace();
  }

  /// Runs the steps of `file`: each a mapping with one key `METHOD path`, optional `type`, `body`
  /// `save` (name of a variable: path of the value in the answer), `show` (the part of the answer
  /// that is recorded) and `until` (repeat until the answer has this code). A body can be kept `as`
  /// a name, and be that name later.
  String run(Path file) throws IOException {
    var text = new StringBuilder();
    for (JsonNode step : YAML.readTree(Files.readAllBytes(file))) {
      String request = step.fieldNames().next();
      String[] words = fill(request).split(" ", 2);
      JsonNode body = step.get(request);
      if (step.has("as")) {
        bodies.put(Json.text(step, "as"), body);
      }
      JsonNode whole = bodies.getOrDefault(body.asText(), body);
      String sent = whole.isNull() ? "" : fill(whole.toString());
      var answer = api.send(words[0], words[1], type(step, words[0]), sent);
      int until = Json.at(step, "until").asInt(answer.code());
      for (int i = 0; answer.code() != until && i < 100; i++) {
        // A definition is served a moment after it was accepted; nothing tells when.
        LockSupport.parkNanos(100_000_000);
        answer = api.send(words[0], words[1], type(step, words[0]), sent);
      }
      for (var save : Json.at(step, "save").properties()) {
        saved.put(
            save.getKey(), Json.text(answer.body(), save.getValue().asText().split("\\.", -1)));
      }
      text.append("# ").append(request).append('\n');
      text.append(YAML.writeValueAsString(shown(step, answer)));
    }
    return text.toString();
  }

  private static String type(JsonNode step, String method) {
    return switch (Json.text(step, "type")) {
      case "apply" -> "application/apply-patch+yaml";
      case "merge" -> "application/merge-patch+json";
      case "strategic" -> "application/strategic-merge-patch+json";
      case "json" -> "application/json-patch+json";
      case "" -> method.equals("PATCH") ? "application/apply-patch+yaml" : "application/json";
      case String other -> other;
    };
  }

  private String fill(String text) {
    String filled = text.replace("${ns}", namespace);
    for (var variable : saved.entrySet()) {
      filled = filled.replace("${" + variable.getKey() + "}", variable.getValue());
    }
    return filled;
  }

  private JsonNode shown(JsonNode step, ApiUnderTest.Answer answer) throws IOException {
    ObjectNode shown = Json.object().put("code", answer.code());
    if (!answer.warning().isEmpty()) {
      shown.put("warning", answer.warning());
    }
    JsonNode body = answer.body();
    for (String step2 : Json.text(step, "show").split("\\.", -1)) {
      body = step2.isEmpty() ? body : Json.at(body, step2);
    }
    JsonNode copy = body.deepCopy();
    if (!body.isMissingNode()) {
      simplify(copy);
      shown.set("body", Json.parse(steady(Json.sorted(copy).toString())));
    }
    return shown;
  }

  private void simplify(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.get("resourceVersion") instanceof JsonNode version && version.isTextual()) {
        object.put("resourceVersion", symbol("rv", version.asText()));
      }
      if (object.get("managedFields") instanceof ArrayNode entries) {
        sortManagers(entries);
      }
    }
    node.forEach(this::simplify);
  }

  private static void sortManagers(ArrayNode entries) {
    var list = new ArrayList<JsonNode>();
    entries.forEach(list::add);
    list.sort(
        Comparator.comparing(e ->
            Json.text(e, "manager") + Json.text(e, "operation") + Json.text(e, "subresource")));
    entries.removeAll();
    entries.addAll(list);
  }

  private String symbol(String kind, String value) {
    return symbols.computeIfAbsent(
        kind + " " + value,
        k -> {
          long known = symbols.keySet().stream().filter(s -> s.startsWith(kind + " ")).count();
          return kind + (known + 1);
        });
  }

  private String steady(String text) {
    Matcher matcher = CHANGING.matcher(text.replace(namespace, "NS"));
    var steady = new StringBuilder();
    while (matcher.find()) {
      String symbol = "TIME";
      if (matcher.group("uid") != null) {
        symbol = symbol("uid", matcher.group());
      } else if (matcher.group("address") != null) {
        symbol = symbol("address", matcher.group());
      }
      matcher.appendReplacement(steady, symbol);
    }
    return matcher.appendTail(steady).toString();
  }
}
