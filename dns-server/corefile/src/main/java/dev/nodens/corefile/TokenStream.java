package dev.nodens.corefile;

import java.util.ArrayList;
import java.util.List;

/// The tokens that the parser walks over, with imports put in place as they are met. A stack behind
/// the current token keeps an import as cheap as the tokens it brings.
final class TokenStream {

  /// No honest configuration comes near this; snippets that import snippets do within a few lines.
  static final int MAX_TOKENS = 4_000_000;

  private final String file;
  private final List<Token> taken = new ArrayList<>();
  private final List<Token> rest;
  private int total;

  /// An import that brought nothing, with nothing behind it, leaves the stream past its end.
  private boolean past;

  TokenStream(String file, List<Token> tokens) {
    this.file = file;
    this.rest = new ArrayList<>(tokens.reversed());
    this.total = tokens.size();
  }

  /// Makes the next token the current one; false, and no change, if there is none.
  boolean next() {
    if (past || rest.isEmpty()) {
      return false;
    }
    taken.add(rest.removeLast());
    return true;
  }

  /// Goes one token back.
  void back() {
    if (past) {
      past = false;
    } else {
      rest.add(taken.removeLast());
    }
  }

  /// As [#next], but only onto a token of the same line.
  boolean nextArg() {
    if (past || taken.isEmpty() || rest.isEmpty() || !taken.getLast().sameLine(rest.getLast())) {
      return false;
    }
    return next();
  }

  /// Whether the current token begins a line.
  boolean isNewLine() {
    if (past) {
      return false;
    }
    return taken.size() < 2 || taken.get(taken.size() - 2).newLine(taken.getLast());
  }

  /// The text of the current token, empty if there is none.
  String text() {
    return past || taken.isEmpty() ? "" : taken.getLast().text();
  }

  Token token() {
    return new Token(text(), position());
  }

  Position position() {
    return past || taken.isEmpty() ? new Position(file, 0) : taken.getLast().position();
  }

  /// Puts `replacement` in the place of the two current tokens (`import` and its argument); the
  /// token ahead of them becomes the current one.
  void replaceImport(List<Token> replacement) {
    total += replacement.size();
    if (total > MAX_TOKENS) {
      throw error("imports expand to more than " + MAX_TOKENS + " words");
    }
    taken.removeLast();
    taken.removeLast();
    rest.addAll(replacement.reversed());
  }

  /// Makes the first imported token the current one, or moves past the end if there is none.
  void stepIntoImport() {
    past = !next();
  }

  /// Puts environment values into the current token; where lines begin is decided on the result.
  Token expandCurrent(Expansion expansion) {
    Token token = taken.getLast();
    String text = expansion.expand(token);
    Token expanded = text.equals(token.text()) ? token : new Token(text, token.position());
    taken.set(taken.size() - 1, expanded);
    return expanded;
  }

  CorefileException error(String message) {
    return CorefileException.parsing(position(), message);
  }

  CorefileException unexpectedEnd() {
    return error("Unexpected EOF");
  }

  CorefileException syntaxError(String expected) {
    return CorefileException.syntax(position(), text(), expected);
  }

  CorefileException argumentError() {
    return Cursor.argumentError(token());
  }
}
