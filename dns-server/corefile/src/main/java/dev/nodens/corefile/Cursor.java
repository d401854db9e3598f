package dev.nodens.corefile;

import java.util.ArrayList;
import java.util.List;

/// Hands the tokens of one directive to the parser of its plugin. It begins ahead of the first
/// token, which is the directive's name. Same verdicts and error texts as upstream's dispenser. The
/// usual shape of a parser:
///
/// ```java
/// while (cursor.next()) { // the directive, once for each time it is written
///   List<String> args = cursor.remainingArgs();
///   while (cursor.nextBlock()) {
///     switch (cursor.value()) {
///       case "ttl" -> ttl = ...; // reads its arguments with nextArg() or remainingArgs()
///       default -> throw cursor.error("unknown property '" + cursor.value() + "'");
///     }
///   }
/// }
/// ```
public final class Cursor {

  private final String file;
  private final List<Token> tokens;
  private int index = -1;
  private int nesting;

  /// @param file what errors name as long as no token is current
  public Cursor(String file, List<Token> tokens) {
    this.file = file;
    this.tokens = List.copyOf(tokens);
  }

  /// Moves to the next token, wherever it stands; false, and no move, at the end.
  public boolean next() {
    if (index >= tokens.size() - 1) {
      return false;
    }
    index++;
    return true;
  }

  /// Moves to the next token if it is on the same line.
  public boolean nextArg() {
    if (index < 0) {
      return next();
    }
    if (index >= tokens.size() - 1 || !tokens.get(index).sameLine(tokens.get(index + 1))) {
      return false;
    }
    index++;
    return true;
  }

  /// Moves to the next token if it begins a line.
  public boolean nextLine() {
    if (index < 0) {
      return next();
    }
    if (index >= tokens.size() - 1 || !tokens.get(index).newLine(tokens.get(index + 1))) {
      return false;
    }
    index++;
    return true;
  }

  /// The condition of a loop over the lines in a directive's braces: enters a block whose `{` is
  /// next on this line and moves from token to token in it. False at its `}` (then current), at the
  /// end, or if there is no block here. The loop's body has to consume the arguments of each line.
  /// Within the loop, another loop of this kind reads a nested block.
  public boolean nextBlock() {
    if (nesting > 0) {
      if (!next()) {
        return false;
      }
      if (value().equals("}")) {
        nesting--;
        return false;
      }
      if (!value().equals("{")) {
        return true;
      }
      index--;
    }
    if (!nextArg()) {
      return false;
    }
    if (!value().equals("{")) {
      index--;
      return false;
    }
    if (!next() || value().equals("}")) {
      return false;
    }
    nesting++;
    return true;
  }

  /// The text of the current token, empty if there is none.
  public String value() {
    return index < 0 || index >= tokens.size() ? "" : tokens.get(index).text();
  }

  /// Where the current token stands.
  public Position position() {
    return index < 0 || index >= tokens.size()
        ? new Position(file, 0)
        : tokens.get(index).position();
  }

  /// The rest of the line, up to an opening brace, which stays next.
  public List<String> remainingArgs() {
    List<String> args = new ArrayList<>();
    while (nextArg()) {
      if (value().equals("{")) {
        index--;
        break;
      }
      args.add(value());
    }
    return args;
  }

  /// Moves to the next token of the line and gives its text.
  ///
  /// @throws CorefileException [#argumentError] if there is none
  public String argument() {
    if (!nextArg()) {
      throw argumentError();
    }
    return value();
  }

  /// The only token that is left on the line.
  ///
  /// @throws CorefileException [#argumentError] if there is none or more than one
  public String onlyArgument() {
    List<String> args = remainingArgs();
    if (args.size() != 1) {
      throw argumentError();
    }
    return args.getFirst();
  }

  /// Refuses what is left on the line, if anything: [#argumentError].
  public void noMoreArguments() {
    if (!remainingArgs().isEmpty()) {
      throw argumentError();
    }
  }

  /// `FILE:LINE - Error during parsing: Wrong argument count or unexpected line ending after 'x'`,
  /// where x is the current token.
  public CorefileException argumentError() {
    return argumentError(new Token(value(), position()));
  }

  static CorefileException argumentError(Token token) {
    return CorefileException.parsing(
        token.position(),
        token.text().equals("{")
            ? "Unexpected token '{', expecting argument"
            : "Wrong argument count or unexpected line ending after '" + token.text() + "'");
  }

  /// `FILE:LINE - this plugin can only be used once per Server Block`.
  public CorefileException onlyOnce() {
    return refusal("this plugin can only be used once per Server Block");
  }

  /// `FILE:LINE - Syntax error: Unexpected token 'x', expecting 'y'`.
  public CorefileException syntaxError(String expected) {
    return CorefileException.syntax(position(), value(), expected);
  }

  /// `FILE:LINE - Error during parsing: Unexpected EOF`.
  public CorefileException unexpectedEnd() {
    return error("Unexpected EOF");
  }

  /// `FILE:LINE - Error during parsing: ` and `message`.
  public CorefileException error(String message) {
    return CorefileException.parsing(position(), message);
  }

  /// The refusal of a directive that stands a second time in its block.
  public CorefileException onceOnly() {
    return refusal("this plugin can only be used once per Server Block");
  }

  /// `FILE:LINE - ` and `message`: for errors that upstream words without "Error during parsing".
  public CorefileException refusal(String message) {
    return new CorefileException(position(), message);
  }
}
