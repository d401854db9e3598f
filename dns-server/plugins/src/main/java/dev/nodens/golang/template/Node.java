package dev.nodens.golang.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A piece of a template.
sealed interface Node {
  /// Text that stays.
  record Text(String text) implements Node {}

  /// A value to write.
  record Output(Pipeline pipeline) implements Node {}

  /// `{{if}}` and `{{with}}`.
  record Choice(Pipeline condition, boolean with, List<Node> yes, List<Node> no) implements Node {}

  /// `{{range}}`.
  record Loop(Pipeline list, List<Node> body, List<Node> otherwise) implements Node {}

  /// `{{break}}`, or `{{continue}}`.
  record Jump(boolean end) implements Node {}

  /// `{{template}}`, and `{{block}}` where it stands.
  ///
  /// @param data what the template gets as its dot; nothing if null
  record Include(String name, @Nullable Pipeline data) implements Node {}

  /// Commands, each of which gets the value of the one before as its last argument.
  ///
  /// @param variables names to give the value to, with their dollar signs
  /// @param declares whether they are new
  record Pipeline(List<String> variables, boolean declares, List<Command> commands) {
    boolean isField(String field) {
      return variables.isEmpty()
          && commands.size() == 1
          && commands.getFirst().operands().size() == 1
          && commands.getFirst().operands().getFirst()
              instanceof Field(Operand of, List<String> path)
          && of instanceof Dot
          && path.equals(List.of(field));
    }
  }

  /// A function or value, and its arguments.
  record Command(List<Operand> operands) {}

  sealed interface Operand {}

  /// A literal.
  record Constant(@Nullable Object value) implements Operand {}

  /// `.`
  record Dot() implements Operand {}

  /// `$name`, or `$`.
  record Variable(String name) implements Operand {}

  /// A function by name.
  record Function(String name) implements Operand {}

  /// `.A.B` of something.
  record Field(Operand of, List<String> path) implements Operand {}

  /// `( ... )`
  record Group(Pipeline pipeline) implements Operand {}
}
