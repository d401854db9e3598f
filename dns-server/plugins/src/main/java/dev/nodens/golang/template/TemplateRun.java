package dev.nodens.golang.template;

import dev.nodens.corefile.GoSyntax;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Fills a template once.
final class TemplateRun {
  private static final int LONGEST = 1 << 20;

  /// Of templates within templates. Go lets them nest a hundred thousand times, which no answer
  /// needs and no stack here holds.
  private static final int DEEPEST = 200;

  private final StringBuilder output = new StringBuilder();
  private final Map<String, List<Node>> definitions;
  private Deque<Map<String, @Nullable Object>> scopes;
  private int depth;

  /// @param definitions the templates that may be included, by name
  TemplateRun(@Nullable Object data, Map<String, List<Node>> definitions) {
    this.definitions = definitions;
    this.scopes = scopesOf(data);
  }

  private static Deque<Map<String, @Nullable Object>> scopesOf(@Nullable Object data) {
    var root = new HashMap<String, @Nullable Object>();
    root.put("$", data);
    var scopes = new ArrayDeque<Map<String, @Nullable Object>>();
    scopes.push(root);
    return scopes;
  }

  String output() {
    return output.toString();
  }

  /// How a list of nodes ended.
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  void all(List<Node> nodes, @Nullable Object dot) {
    flow(nodes, dot);
  }

  private Flow flow(List<Node> nodes, @Nullable Object dot) {
    for (Node node : nodes) {
      Flow flow = one(node, dot);
      if (output.length() > LONGEST) {
        throw new TemplateException("the result is too long");
      }
      if (flow != Flow.ON) {
        return flow;
      }
    }
    return Flow.ON;
  }

  private Flow one(Node node, @Nullable Object dot) {
    switch (node) {
      case Node.Text(String text) -> output.append(text);
      case Node.Output(Node.Pipeline pipeline) -> {
        @Nullable Object value = value(pipeline, dot);
        if (pipeline.variables().isEmpty()) {
          output.append(Functions.show(value));
        }
      }
      case Node.Choice choice -> {
        return choice(choice, dot);
      }
      case Node.Loop loop -> {
        return loop(loop, dot);
      }
      case Node.Include include -> include(include, dot);
      case Node.Jump(boolean end) -> {
        return end ? Flow.BREAK : Flow.CONTINUE;
      }
    }
    return Flow.ON;
  }

  private void include(Node.Include include, @Nullable Object dot) {
    @Nullable List<Node> nodes = definitions.get(include.name());
    if (nodes == null) {
      throw new TemplateException("template " + GoSyntax.quote(include.name()) + " not defined");
    }
    if (depth == DEEPEST) {
      throw new TemplateException("exceeded maximum template depth (" + DEEPEST + ")");
    }
    Node.@Nullable Pipeline pipeline = include.data();
    @Nullable Object data = pipeline == null ? null : value(pipeline, dot);
    Deque<Map<String, @Nullable Object>> around = scopes;
    scopes = scopesOf(data);
    depth++;
    flow(nodes, data);
    depth--;
    scopes = around;
  }

  private Flow choice(Node.Choice choice, @Nullable Object dot) {
    scopes.push(new HashMap<>());
    @Nullable Object value = value(choice.condition(), dot);
    boolean yes = Functions.truth(value);
    Flow flow = flow(yes ? choice.yes() : choice.no(), yes && choice.with() ? value : dot);
    scopes.pop();
    return flow;
  }

  private Flow loop(Node.Loop loop, @Nullable Object dot) {
    scopes.push(new HashMap<>());
    var bare = new Node.Pipeline(List.of(), false, loop.list().commands());
    @Nullable Object value = value(bare, dot);
    var keys = new ArrayList<@Nullable Object>();
    var items = new ArrayList<@Nullable Object>();
    switch (value) {
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          keys.add((long) i);
          items.add(list.get(i));
        }
      }
      case Map<?, ?> map ->
          new TreeMap<>(map)
              .forEach((key, item) -> {
                keys.add(key);
                items.add(item);
              });
      case Long count -> {
        for (long i = 0; i < count && i < LONGEST; i++) {
          keys.add(i);
          items.add(i);
        }
      }
      case null, default ->
          throw new TemplateException("range can't iterate over " + Functions.show(value));
    }
    boolean empty = items.isEmpty();
    for (int i = 0; i < items.size(); i++) {
      declare(loop.list().variables(), keys.get(i), items.get(i));
      if (flow(loop.body(), items.get(i)) == Flow.BREAK) {
        break;
      }
    }
    scopes.pop();
    return empty ? flow(loop.otherwise(), dot) : Flow.ON;
  }

  private void declare(List<String> names, @Nullable Object key, @Nullable Object item) {
    Map<String, @Nullable Object> scope = scopes.element();
    if (names.size() == 2) {
      scope.put(names.get(0), key);
      scope.put(names.get(1), item);
    } else if (names.size() == 1) {
      scope.put(names.getFirst(), item);
    }
  }

  private @Nullable Object value(Node.Pipeline pipeline, @Nullable Object dot) {
    @Nullable Object value = null;
    boolean first = true;
    for (Node.Command command : pipeline.commands()) {
      value = command(command, dot, value, !first);
      first = false;
    }
    for (String name : pipeline.variables()) {
      if (pipeline.declares()) {
        scopes.element().put(name, value);
      } else {
        assign(name, value);
      }
    }
    return value;
  }

  private void assign(String name, @Nullable Object value) {
    for (Map<String, @Nullable Object> scope : scopes) {
      if (scope.containsKey(name)) {
        scope.put(name, value);
        return;
      }
    }
  }

  private @Nullable Object command(
      Node.Command command, @Nullable Object dot, @Nullable Object last, boolean piped) {
    List<Node.Operand> operands = command.operands();
    Node.Operand first = operands.getFirst();
    if (first instanceof Node.Function(String name) && Functions.isShortCircuit(name)) {
      return shortCircuit(name, operands, dot, last, piped);
    }
    var arguments = new ArrayList<@Nullable Object>();
    for (Node.Operand operand : operands.subList(1, operands.size())) {
      arguments.add(operand(operand, dot));
    }
    if (piped) {
      arguments.add(last);
    }
    if (first instanceof Node.Function(String name)) {
      return Functions.call(name, arguments);
    }
    @Nullable Object value = raw(first, dot);
    if (value instanceof GoTemplate.Method method) {
      return method.call(arguments);
    }
    if (!arguments.isEmpty()) {
      throw new TemplateException("can't give argument to non-function");
    }
    return value;
  }

  /// `and` and `or` look at no more arguments than they need.
  private @Nullable Object shortCircuit(
      String name,
      List<Node.Operand> operands,
      @Nullable Object dot,
      @Nullable Object last,
      boolean piped) {
    @Nullable Object value = null;
    boolean stopAt = name.equals("or");
    for (Node.Operand operand : operands.subList(1, operands.size())) {
      value = operand(operand, dot);
      if (Functions.truth(value) == stopAt) {
        return value;
      }
    }
    if (piped) {
      return last;
    }
    if (operands.size() == 1) {
      throw new TemplateException("wrong number of args for " + name + ": want at least 1 got 0");
    }
    return value;
  }

  private @Nullable Object operand(Node.Operand operand, @Nullable Object dot) {
    @Nullable Object value =
        operand instanceof Node.Function(String name)
            ? Functions.call(name, List.of())
            : raw(operand, dot);
    return value instanceof GoTemplate.Method method ? method.call(List.of()) : value;
  }

  private @Nullable Object raw(Node.Operand operand, @Nullable Object dot) {
    return switch (operand) {
      case Node.Constant(Object constant) -> constant;
      case Node.Dot() -> dot;
      case Node.Variable(String name) -> variable(name);
      case Node.Group(Node.Pipeline pipeline) -> value(pipeline, dot);
      case Node.Field(Node.Operand of, List<String> path) -> field(raw(of, dot), path);
      case Node.Function(String name) -> Functions.call(name, List.of());
    };
  }

  private @Nullable Object variable(String name) {
    for (Map<String, @Nullable Object> scope : scopes) {
      if (scope.containsKey(name)) {
        return scope.get(name);
      }
    }
    throw new TemplateException("undefined variable: " + name);
  }

  private static @Nullable Object field(@Nullable Object of, List<String> path) {
    if (of == null) {
      // A template that was given no data.
      return null;
    }
    @Nullable Object value = of;
    for (String name : path) {
      value = value instanceof GoTemplate.Method method ? method.call(List.of()) : value;
      if (value instanceof Fields fields) {
        value = fields.get(name);
      } else if (value instanceof Map<?, ?> map) {
        value = map.containsKey(name) ? map.get(name) : Functions.missing(map);
      } else {
        throw new TemplateException(
            "can't evaluate field " + name + " in " + Functions.show(value));
      }
    }
    return value;
  }
}
