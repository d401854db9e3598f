package dev.nodens.plugin.etcd;

import dev.nodens.wire.Name;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/// Where names stand in etcd: `www.example.org.` at `PREFIX/org/example/www`.
///
/// @param parts of the prefix
public record KeyPath(List<String> parts) {

  public KeyPath {
    parts = List.copyOf(parts);
  }

  /// Reads a prefix as Corefiles have it: slashes may be missing or doubled.
  static KeyPath parse(String text) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : text.split("/", -1)) {
      switch (part) {
        case "", "." -> {}
        case ".." -> parts.pollLast();
        default -> parts.addLast(part);
      }
    }
    return new KeyPath(List.copyOf(parts));
  }

  /// Where `name` stands, by the parts of its key.
  List<String> of(Name name) {
    var key = new ArrayList<>(parts);
    key.addAll(labels(name).reversed());
    return key;
  }

  /// The name whose records stand at `key`.
  ///
  /// @throws IllegalArgumentException if there cannot be such a name
  Name name(String key) {
    List<String> all = split(key);
    var labels = new ArrayList<>(all.subList(Math.min(parts.size(), all.size()), all.size()));
    Collections.reverse(labels);
    return labels.isEmpty() ? Name.ROOT : Name.parse(String.join(".", labels));
  }

  /// A key as etcd has it.
  static String key(List<String> parts) {
    return "/" + String.join("/", parts);
  }

  /// The parts of a key.
  static List<String> split(String key) {
    String from = key.startsWith("/") ? key.substring(1) : key;
    String text = from.endsWith("/") ? from.substring(0, from.length() - 1) : from;
    return List.of(text.split("/", -1));
  }

  /// Whether a label stands for any: `*` or `any`.
  static boolean isWildcard(String label) {
    return label.equals("*") || label.equals("any");
  }

  /// The labels in lower case and presentation form, so that a dot within one stays escaped.
  private static List<String> labels(Name name) {
    String text = name.toString().toLowerCase(Locale.ROOT);
    List<String> labels = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '.') {
        if (i > from) {
          labels.add(text.substring(from, i));
        }
        from = i + 1;
      }
    }
    return labels;
  }
}
