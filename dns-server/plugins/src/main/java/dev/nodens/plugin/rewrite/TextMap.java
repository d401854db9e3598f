package dev.nodens.plugin.rewrite;

import dev.nodens.golang.Regex;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Maps a name in presentation form to another; one that is not concerned stays.
sealed interface TextMap {
  /// The name to use in the place of `name`.
  String apply(String name);

  /// Replaces a name that matches by a text with `{0}`, `{1}`, ... for what the groups hold.
  record Pattern(Regex from, String to) implements TextMap {
    @Override
    public String apply(String name) {
      @Nullable List<String> groups = from.match(name);
      return groups == null ? name : fill(to, groups);
    }
  }

  /// Maps a name, and the names below it.
  record Domain(String from, String to) implements TextMap {
    @Override
    public String apply(String name) {
      int at = name.length() - from.length();
      boolean concerned = name.endsWith(from) && (at == 0 || at > 0 && name.charAt(at - 1) == '.');
      return concerned ? name.substring(0, at) + to : name;
    }
  }

  /// Maps the end of a name.
  record Suffix(String from, String to) implements TextMap {
    @Override
    public String apply(String name) {
      return name.endsWith(from) ? name.substring(0, name.length() - from.length()) + to : name;
    }
  }

  /// Puts the groups into a text, the first group first; what a group holds may name a later one.
  static String fill(String template, List<String> groups) {
    String text = template;
    for (int i = 0; i < groups.size(); i++) {
      text = text.replace("{" + i + "}", groups.get(i));
    }
    return text;
  }
}
