package dev.nodens.sandbox.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One step of a field path in the notation of `fieldsV1`: `f:name` a field or map entry, `k:{...}`
/// the item of a list with these key fields, `v:...` the item of a set, `i:n` the n-th item.
///
/// @param kind one of `f`, `k`, `v`, `i`
/// @param text the name, the key object or value as JSON, or the index
public record PathElement(char kind, String text) implements Comparable<PathElement> {
  private static final Comparator<PathElement> ORDER =
      Comparator.<PathElement>comparingInt(e -> "fkvi".indexOf(e.kind))
          .thenComparing(PathElement::text);

  public static PathElement field(String name) {
    return new PathElement('f', name);
  }

  /// The element of a list item that is told apart by `keys`; a missing key field counts as absent.
  public static PathElement key(ObjectNode keys) {
    return new PathElement('k', keys.toString());
  }

  public static PathElement value(JsonNode value) {
    return new PathElement('v', value.toString());
  }

  /// The element that `notation` stands for; empty for a notation of a newer API.
  static Optional<PathElement> parse(String notation) {
    if (notation.length() < 2 || notation.charAt(1) != ':') {
      return Optional.empty();
    }
    char kind = notation.charAt(0);
    String text = notation.substring(2);
    return switch (kind) {
      case 'f', 'i' -> Optional.of(new PathElement(kind, text));
      case 'k', 'v' -> Optional.of(new PathElement(kind, Json.parse(text).toString()));
      default -> Optional.empty();
    };
  }

  String notation() {
    return kind + ":" + text;
  }

  /// A path as error messages show it, such as `.spec.ports[port=53,protocol="UDP"].name`.
  public static String describe(List<PathElement> path) {
    return path.stream().map(PathElement::describe).collect(Collectors.joining());
  }

  private String describe() {
    return switch (kind) {
      case 'f' -> "." + text;
      case 'v' -> "[=" + text + "]";
      case 'k' ->
          Json.parse(text).properties().stream()
              .map(p -> p.getKey() + "=" + p.getValue())
              .collect(Collectors.joining(",", "[", "]"));
      default -> "[" + text + "]";
    };
  }

  @Override
  public int compareTo(PathElement other) {
    return ORDER.compare(this, other);
  }
}
