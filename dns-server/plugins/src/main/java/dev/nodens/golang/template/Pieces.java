package dev.nodens.golang.template;

import java.util.ArrayList;
import java.util.List;

/// Cuts a template into text and actions.
///
/// @param text of the piece; of an action what stands between its braces
record Pieces(boolean action, String text) {
  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";

  static List<Pieces> of(String template) {
    var pieces = new ArrayList<Pieces>();
    int at = 0;
    boolean trim = false;
    while (true) {
      int open = template.indexOf(OPEN, at);
      String text = template.substring(at, open < 0 ? template.length() : open);
      text = trim ? text.stripLeading() : text;
      if (open < 0) {
        add(pieces, text);
        return pieces;
      }
      int start = open + OPEN.length();
      if (marks(template, start, start + 1)) {
        text = text.stripTrailing();
        start += 2;
      }
      add(pieces, text);
      int close = end(template, start);
      int inner = close;
      trim = close >= start + 2 && marks(template, close - 1, close - 2);
      inner -= trim ? 2 : 0;
      String action = template.substring(start, inner).strip();
      if (!action.startsWith("/*")) {
        pieces.add(new Pieces(true, action));
      }
      at = close + CLOSE.length();
    }
  }

  private static void add(List<Pieces> pieces, String text) {
    if (!text.isEmpty()) {
      pieces.add(new Pieces(false, text));
    }
  }

  /// A dash with a space on its inner side trims the text outside.
  private static boolean marks(String template, int dash, int space) {
    return dash >= 0
        && space >= 0
        && Math.max(dash, space) < template.length()
        && template.charAt(dash) == '-'
        && Character.isWhitespace(template.charAt(space));
  }

  /// Where the action that begins at `start` ends; braces in quotes do not count.
  private static int end(String template, int start) {
    char quote = 0;
    for (int i = start; i < template.length(); i++) {
      char c = template.charAt(i);
      if (quote != 0) {
        if (c == '\\' && quote != '`') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '"' || c == '`' || c == '\'') {
        quote = c;
      } else if (template.startsWith(CLOSE, i)) {
        return i;
      }
    }
    throw new TemplateException(quote == '"' ? "unterminated quoted string" : "unclosed action");
  }
}
