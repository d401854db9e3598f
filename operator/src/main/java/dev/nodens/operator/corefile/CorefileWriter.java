package dev.nodens.operator.corefile;

import java.util.List;
import java.util.function.Consumer;

/// Writes directives and blocks, four blanks deeper for each level.
final class CorefileWriter {
  private static final String STEP = "    ";

  private final StringBuilder text = new StringBuilder();
  private String indent = "";

  /// A directive without a block.
  void line(String line) {
    text.append(indent).append(line).append('\n');
  }

  /// A head with a block of options; the head alone when there are none.
  void block(String head, List<String> options) {
    if (options.isEmpty()) {
      line(head);
    } else {
      block(head, block -> options.forEach(block::line));
    }
  }

  /// A head with a block.
  void block(String head, Consumer<CorefileWriter> content) {
    line(head + " {");
    String outer = indent;
    indent += STEP;
    content.accept(this);
    indent = outer;
    line("}");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
