package dev.nodens.plugin.pprof;

import dev.nodens.plugin.pprof.Profile.Measure;
import java.util.Map;

/// Reads the class histogram that the JVM prints (`GC.class_histogram` of jcmd).
final class ClassHistogram {
  private static final Map<Character, String> PRIMITIVES =
      Map.of(
          'B', "byte", 'C', "char", 'D', "double", 'F', "float", 'I', "int", 'J', "long", 'S',
          "short", 'Z', "boolean");

  private ClassHistogram() {}

  /// Lines of number, objects, octets, class and, in brackets, module; others are titles.
  static Profile read(Profile.Span taken, String text) {
    var profile =
        new Profile(
            taken, 1, new Measure("inuse_objects", "count"), new Measure("inuse_space", "bytes"));
    text.lines()
        .forEach(line -> {
          String[] words = line.strip().split(" +", 5);
          if (words.length >= 4
              && words[0].endsWith(":")
              && Character.isDigit(words[0].charAt(0))) {
            profile.add(
                Stack.named(name(words[3])), Long.parseLong(words[1]), Long.parseLong(words[2]));
          }
        });
    return profile;
  }

  /// As the language writes it: `byte[][]` for `[[B`, `java.lang.String[]` for
  /// `[Ljava.lang.String;`.
  static String name(String internal) {
    int dimensions = internal.lastIndexOf('[') + 1;
    if (dimensions == 0) {
      return internal;
    }
    char kind = internal.charAt(dimensions);
    String element =
        kind == 'L'
            ? internal.substring(dimensions + 1, internal.length() - 1)
            : PRIMITIVES.getOrDefault(kind, internal);
    return element + "[]".repeat(dimensions);
  }
}
