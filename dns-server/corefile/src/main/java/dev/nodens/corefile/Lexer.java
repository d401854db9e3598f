package dev.nodens.corefile;

import java.util.ArrayList;
import java.util.List;

/// Cuts bytes into tokens by the rules of CoreDNS's Corefile lexer: UTF-8 (each broken byte reads
/// as U+FFFD), words end at Unicode white space, `#` comments, a word that begins with `"` runs to
/// the closing quote.
///
/// In the middle of a word `#` only hides the rest of that word (`a#b c` gives `a` and `c`).
/// Upstream does so and files rely on it; [#warnings] names such lines.
final class Lexer {

  private static final int REPLACEMENT = 0xFFFD;
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final String file;
  private final byte[] bytes;
  private final List<Token> tokens = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private int next;
  private int line = 1;
  private int wordLine;

  private Lexer(String file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /// All tokens of `bytes`; never fails, an open quote ends with the file.
  static Lexer scan(String file, byte[] bytes) {
    Lexer lexer = new Lexer(file, bytes);
    int afterMark = lexer.rune() == BYTE_ORDER_MARK ? lexer.next : 0;
    lexer.next = afterMark;
    lexer.run();
    return lexer;
  }

  List<Token> tokens() {
    return tokens;
  }

  List<String> warnings() {
    return warnings;
  }

  private void run() {
    boolean comment = false;
    boolean inWord = false;
    while (next < bytes.length) {
      int rune = rune();
      if (rune == '\r') {
        continue;
      }
      if (isSpace(rune)) {
        if (rune == '\n') {
          line++;
        }
        if (inWord || rune == '\n') {
          comment = false;
        }
        if (inWord) {
          emit();
          inWord = false;
        }
      } else if (!comment && rune == '#') {
        comment = true;
        if (inWord) {
          warnOfCommentSign();
        }
      } else if (!comment && inWord) {
        word.appendCodePoint(rune);
      } else if (!comment) {
        wordLine = line;
        if (rune == '"') {
          quoted();
        } else {
          word.appendCodePoint(rune);
          inWord = true;
        }
      }
    }
    if (inWord) {
      emit();
    }
  }

  private void warnOfCommentSign() {
    warnings.add(
        new Position(file, line)
            + " - '#' inside the word '"
            + word
            + "' hides only the rest of this word, not of the line");
  }

  /// Reads behind an opening quote up to the closing one. `\"` is a quote, any other backslash
  /// stays.
  private void quoted() {
    boolean escaped = false;
    while (next < bytes.length) {
      int rune = rune();
      if (!escaped && rune == '\\') {
        escaped = true;
        continue;
      }
      if (!escaped && rune == '"') {
        emit();
        return;
      }
      if (rune == '\n') {
        line++;
      }
      if (escaped && rune != '"') {
        word.append('\\');
      }
      word.appendCodePoint(rune);
      escaped = false;
    }
    if (!word.isEmpty()) {
      emit();
    }
  }

  private void emit() {
    tokens.add(new Token(word.toString(), new Position(file, wordLine)));
    word.setLength(0);
  }

  /// The next code point, decoded as Go does: one U+FFFD for every byte that begins no valid
  /// sequence.
  private int rune() {
    if (next >= bytes.length) {
      return REPLACEMENT;
    }
    int first = bytes[next++] & 0xFF;
    if (first < 0x80) {
      return first;
    }
    int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first < 0xC2 || first > 0xF4 || next + more > bytes.length) {
      return REPLACEMENT;
    }
    int rune = first & (0x3F >> more);
    for (int i = 0; i < more; i++) {
      int follow = bytes[next + i] & 0xFF;
      if ((follow & 0xC0) != 0x80) {
        return REPLACEMENT;
      }
      rune = rune << 6 | (follow & 0x3F);
    }
    boolean overlong = (more == 2 && rune < 0x800) || (more == 3 && rune < 0x10000);
    boolean surrogate = rune >= 0xD800 && rune <= 0xDFFF;
    if (overlong || surrogate || rune > Character.MAX_CODE_POINT) {
      return REPLACEMENT;
    }
    next += more;
    return rune;
  }

  /// Unicode's White_Space property.
  static boolean isSpace(int rune) {
    return switch (rune) {
      case '\t', '\n', 0x0B, '\f', '\r', ' ', 0x85, 0xA0, 0x1680 -> true;
      case 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
      default -> rune >= 0x2000 && rune <= 0x200A;
    };
  }
}
