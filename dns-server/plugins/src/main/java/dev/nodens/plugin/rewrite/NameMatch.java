package dev.nodens.plugin.rewrite;

import dev.nodens.golang.Regex;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which names a rule is for.
///
/// @param text absolute and in lower case; for `REGEX` the pattern as written
/// @param regex present for `REGEX` only
record NameMatch(Kind kind, String text, @Nullable Regex regex) {
  enum Kind {
    EXACT,
    PREFIX,
    SUFFIX,
    SUBSTRING,
    REGEX;

    /// The kind that `word` names in any letter case, or null.
    static @Nullable Kind of(String word) {
      return switch (word.toLowerCase(Locale.ROOT)) {
        case "exact" -> EXACT;
        case "prefix" -> PREFIX;
        case "suffix" -> SUFFIX;
        case "substring" -> SUBSTRING;
        case "regex" -> REGEX;
        default -> null;
      };
    }
  }

  boolean matches(Subject subject) {
    return switch (kind) {
      case EXACT -> subject.name().equals(text);
      case PREFIX -> subject.name().startsWith(text);
      case SUFFIX -> subject.name().endsWith(text);
      case SUBSTRING -> subject.name().contains(text);
      case REGEX -> regex != null && regex.find(subject.name());
    };
  }
}
