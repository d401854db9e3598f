package dev.nodens.sandbox.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The part of Kubernetes' JSONPath that printer columns and selectable fields use: `.a.b`,
/// `['a']`, `[0]`, `[*]` and `[?(@.a.b=="c")]`. Immutable; any thread.
public final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.((?:[^.\\[\\\\]|\\\\.)+)|\\['([^']+)'\\]|\\[(\\d+|\\*)\\]"
              + "|\\[\\?\\(@\\.([^=!]+?)\\s*==\\s*[\"']([^\"']*)[\"']\\)\\]");

  private final List<Step> steps;

  private sealed interface Step {
    record Field(String name) implements Step {}

    record Index(int index) implements Step {}

    record All() implements Step {}

    record Filter(JsonPath path, String value) implements Step {}
  }

  private JsonPath(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /// @throws IllegalArgumentException when `text` uses what is not supported, naming the place
  public static JsonPath compile(String text) {
    String path = text.startsWith("{") ? text.substring(1, text.length() - 1) : text;
    var steps = new ArrayList<Step>();
    Matcher matcher = STEP.matcher(path);
    int at = 0;
    while (at < path.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new IllegalArgumentException(
            "JSONPath " + text + ": cannot read \"" + path.substring(at) + "\"");
      }
      steps.add(step(matcher));
      at = matcher.end();
    }
    return new JsonPath(steps);
  }

  private static Step step(Matcher matcher) {
    if (matcher.group(1) != null) {
      return new Step.Field(matcher.group(1).replace("\\.", "."));
    }
    if (matcher.group(2) != null) {
      return new Step.Field(matcher.group(2));
    }
    if (matcher.group(3) != null) {
      return matcher.group(3).equals("*")
          ? new Step.All()
          : new Step.Index(Integer.parseInt(matcher.group(3)));
    }
    return new Step.Filter(compile("." + matcher.group(4)), matcher.group(5));
  }

  /// Everything the path leads to, in order; empty when it leads nowhere.
  public List<JsonNode> find(JsonNode root) {
    List<JsonNode> here = List.of(root);
    for (Step step : steps) {
      var next = new ArrayList<JsonNode>();
      for (JsonNode node : here) {
        follow(step, node, next);
      }
      here = next;
    }
    return here;
  }

  private static void follow(Step step, JsonNode node, List<JsonNode> into) {
    switch (step) {
      case Step.Field(String name) -> add(node.get(name), into);
      case Step.Index(int index) -> add(node.get(index), into);
      case Step.All() -> node.forEach(into::add);
      case Step.Filter(JsonPath path, String value) ->
          node.forEach(item -> {
            if (path.find(item).stream().anyMatch(v -> v.asText().equals(value))) {
              into.add(item);
            }
          });
    }
  }

  private static void add(@org.jspecify.annotations.Nullable JsonNode node, List<JsonNode> into) {
    if (node != null) {
      into.add(node);
    }
  }
}
