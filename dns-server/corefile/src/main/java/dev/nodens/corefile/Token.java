package dev.nodens.corefile;

/// One word of a Corefile. Quotes are gone: `"{"` and `{` are the same token, as upstream.
///
/// @param text the word; empty if the file says `""`
/// @param position where its first character (or its opening quote) stands
public record Token(String text, Position position) {

  /// Whether `next` stands on the line on which this token ends; a quoted token may span lines.
  boolean sameLine(Token next) {
    return position.file().equals(next.position.file()) && lastLine() == next.position.line();
  }

  /// Whether `next` begins a line. Not the opposite of [#sameLine]: an imported snippet has lower
  /// line numbers than the line that imports it, and then neither holds (upstream rule).
  boolean newLine(Token next) {
    return !position.file().equals(next.position.file()) || lastLine() < next.position.line();
  }

  private int lastLine() {
    int line = position.line();
    for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      line++;
    }
    return line;
  }
}
