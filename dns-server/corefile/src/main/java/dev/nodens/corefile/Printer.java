package dev.nodens.corefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/// Writes server blocks as Corefile text: one directive a line, bodies indented by four blanks,
/// quotes where a word needs them. Reading the result gives the same keys, directives, words and
/// lines.
public final class Printer {

  private static final String INDENT = "    ";

  private final StringBuilder out = new StringBuilder();

  private Printer() {}

  /// @throws IllegalArgumentException if no text reads back as `blocks`: a word that cannot be
  ///   written (see [#word]), or a brace or an `import` that only an environment value can put
  ///   where it is
  public static String print(List<ServerBlock> blocks) {
    Printer printer = new Printer();
    for (ServerBlock block : blocks) {
      if (!printer.out.isEmpty()) {
        printer.out.append('\n');
      }
      printer.block(block);
    }
    String text = printer.out.toString();
    if (!blocks.isEmpty() && !readsBack(text, blocks)) {
      throw new IllegalArgumentException("a Corefile cannot express these blocks:\n" + text);
    }
    return text;
  }

  private static boolean readsBack(String text, List<ServerBlock> blocks) {
    try {
      return shape(Parser.ofText().parse("", text).blocks()).equals(shape(blocks));
    } catch (CorefileException e) {
      return false;
    }
  }

  /// What printing has to keep: keys, and the words of each directive with a mark where a line
  /// begins.
  static List<List<String>> shape(List<ServerBlock> blocks) {
    List<List<String>> shape = new ArrayList<>();
    for (ServerBlock block : blocks) {
      shape.add(block.keys().stream().map(Token::text).toList());
      for (Directive directive : block.directives()) {
        List<String> words = new ArrayList<>();
        Token last = directive.name();
        words.add(last.text());
        for (Token token : directive.tokens()) {
          words.add((last.sameLine(token) ? "same line: " : "new line: ") + token.text());
          last = token;
        }
        shape.add(words);
      }
    }
    return shape;
  }

  /// `text` as one word of a Corefile: as it is where that reads back the same, else in quotes.
  ///
  /// @throws IllegalArgumentException for the texts that the language cannot express: those that
  ///   contain `{$NAME}` or `{%NAME%}`, and those with white space (or `#`, or a leading quote) and
  ///   also an odd number of backslashes ahead of a quote or of the end
  public static String word(String text) {
    String unexpanded = new Expansion(Environment.empty()).expand(text, new Position("", 0));
    if (unexpanded.equals(text)) {
      if (readsAs(text, text)) {
        return text;
      }
      String quoted = "\"" + text.replace("\"", "\\\"") + "\"";
      if (readsAs(quoted, text)) {
        return quoted;
      }
    }
    throw new IllegalArgumentException(
        "a Corefile cannot express the word " + GoSyntax.quote(text));
  }

  private static boolean readsAs(String written, String text) {
    byte[] bytes = (" " + written + " ").getBytes(UTF_8);
    List<Token> tokens = Lexer.scan("", bytes).tokens();
    return tokens.size() == 1 && tokens.getFirst().text().equals(text);
  }

  private void block(ServerBlock block) {
    for (int i = 0; i < block.keys().size(); i++) {
      String key = block.keys().get(i).text();
      // A comma at the end of a key only says that another follows; one of its own needs a second.
      boolean comma = key.isEmpty() || key.endsWith(",");
      out.append(word(comma ? key + "," : key)).append(' ');
    }
    out.append("{\n");
    block.directives().forEach(this::directive);
    out.append("}\n");
  }

  private void directive(Directive directive) {
    out.append(INDENT).append(word(directive.name().text()));
    Token last = directive.name();
    int depth = 1;
    for (Token token : directive.tokens()) {
      boolean closing = token.text().equals("}");
      if (closing) {
        depth--;
      }
      if (last.sameLine(token)) {
        out.append(' ');
      } else {
        out.append('\n').append(INDENT.repeat(Math.max(depth, 0)));
      }
      if (token.text().equals("{")) {
        depth++;
      }
      out.append(word(token.text()));
      last = token;
    }
    out.append('\n');
  }
}
