package dev.nodens.plugin.tsig;

import dev.nodens.corefile.GoSyntax;
import dev.nodens.wire.Name;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads keys in the form that BIND's `tsig-keygen` writes.
final class KeyFile {
  private KeyFile() {}

  /// The secrets in `text`, in base64, by the key's name.
  ///
  /// @throws IllegalArgumentException naming the line that is wrong
  static Map<Name, String> parse(String text) {
    Map<Name, String> secrets = new LinkedHashMap<>();
    Iterator<String> lines = text.lines().iterator();
    while (lines.hasNext()) {
      List<String> words = words(lines.next());
      if (words.isEmpty()) {
        continue;
      }
      if (!words.getFirst().equals("key")) {
        throw new IllegalArgumentException("unexpected token " + GoSyntax.quote(words.getFirst()));
      }
      String name = words.size() < 2 ? "" : stripped(words.get(1), "\"{");
      if (name.isEmpty()) {
        throw new IllegalArgumentException(
            "expected key name " + GoSyntax.quote(String.join(" ", words)));
      }
      @Nullable String secret = secret(lines);
      if (secret == null) {
        throw new IllegalArgumentException("expected secret for key " + GoSyntax.quote(name));
      }
      if (secrets.putIfAbsent(Name.parse(name), secret) != null) {
        throw new IllegalArgumentException("key " + GoSyntax.quote(name) + " redefined");
      }
    }
    return secrets;
  }

  /// Reads to the end of a key.
  private static @Nullable String secret(Iterator<String> lines) {
    @Nullable String secret = null;
    while (lines.hasNext()) {
      List<String> words = words(lines.next());
      switch (words.isEmpty() ? "" : words.getFirst()) {
        case "", "algorithm" -> {}
        case "secret" -> {
          secret = words.size() < 2 ? "" : stripped(words.get(1), "\";");
          if (secret.isEmpty()) {
            throw new IllegalArgumentException("expected secret key behind \"secret\"");
          }
        }
        case "}", "};" -> {
          return secret;
        }
        default ->
            throw new IllegalArgumentException(
                "unexpected token " + GoSyntax.quote(words.getFirst()));
      }
    }
    return secret;
  }

  private static List<String> words(String line) {
    String stripped = line.strip();
    return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+"));
  }

  private static String stripped(String word, String ends) {
    int from = 0;
    int to = word.length();
    while (from < to && ends.indexOf(word.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && ends.indexOf(word.charAt(to - 1)) >= 0) {
      to--;
    }
    return word.substring(from, to);
  }
}
