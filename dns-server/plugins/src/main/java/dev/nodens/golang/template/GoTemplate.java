package dev.nodens.golang.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A template that was read; immutable, thread-safe.
///
/// Data are `String`, `Long`, `Double`, `Boolean`, lists, maps with text keys, null, and [Method].
public final class GoTemplate {
  private final String text;
  private final List<Node> nodes;
  private final Map<String, List<Node>> definitions;

  private GoTemplate(String text, List<Node> nodes, Map<String, List<Node>> definitions) {
    this.text = text;
    this.nodes = nodes;
    this.definitions = definitions;
  }

  /// Something of the data that takes arguments.
  @FunctionalInterface
  public interface Method {
    /// The result.
    ///
    /// @throws TemplateException if the arguments are wrong
    @Nullable Object call(List<@Nullable Object> arguments);
  }

  /// Reads a template.
  ///
  /// @param name what errors call it
  /// @throws TemplateException such as `template: answer:1: unclosed action`
  public static GoTemplate parse(String name, String text) {
    try {
      var definitions = new HashMap<String, List<Node>>();
      List<Node> nodes = new TemplateParser(Pieces.of(text), definitions).parse(name);
      return new GoTemplate(text, nodes, definitions);
    } catch (TemplateException e) {
      throw new TemplateException("template: " + name + ":1: " + e.getMessage());
    }
  }

  /// Fills it with `data`.
  ///
  /// @throws TemplateException if it cannot be filled
  public String execute(Map<String, @Nullable Object> data) {
    var root = new Fields(data);
    var run = new TemplateRun(root, definitions);
    run.all(nodes, root);
    return run.output();
  }

  /// What stands behind `{{ .field }}`, if the template is that field and then plain text.
  public Optional<String> textBehind(String field) {
    if (nodes.size() == 2
        && nodes.get(0) instanceof Node.Output(Node.Pipeline pipeline)
        && pipeline.isField(field)
        && nodes.get(1) instanceof Node.Text(String rest)) {
      return Optional.of(rest);
    }
    return Optional.empty();
  }

  /// As written.
  @Override
  public String toString() {
    return text;
  }
}
