package dev.nodens.golang;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A regular expression with the syntax and the meaning of Go's `regexp`: RE2, which takes time in
/// proportion to the text whatever the pattern is. Thread-safe.
public final class Regex {
  private final Pattern pattern;

  private Regex(Pattern pattern) {
    this.pattern = pattern;
  }

  /// Reads `text`.
  ///
  /// @throws IllegalArgumentException in Go's words: ``error parsing regexp: missing closing ): `(`
  ///   ``
  public static Regex compile(String text) {
    try {
      return new Regex(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// Whether it matches somewhere in `text`.
  public boolean find(String text) {
    return pattern.matcher(text).find();
  }

  /// The leftmost match in `text`: the whole, then each group, empty if it took no part; null if
  /// there is no match.
  public @Nullable List<String> match(String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      return null;
    }
    var groups = new ArrayList<String>();
    for (int i = 0; i <= matcher.groupCount(); i++) {
      @Nullable String group = matcher.group(i);
      groups.add(group == null ? "" : group);
    }
    return groups;
  }

  /// Number of groups, the whole match not counted.
  public int groupCount() {
    return pattern.groupCount();
  }

  /// The named groups and their numbers.
  public Map<String, Integer> namedGroups() {
    return pattern.namedGroups();
  }

  /// The text it was read from.
  @Override
  public String toString() {
    return pattern.pattern();
  }
}
