package dev.nodens.corefile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Expands a path pattern over [SourceFiles]: `*` and `?` match within one path segment, `\` takes
/// the next character literally. Pure but for the port.
final class Glob {

  private static final String META = "*?[\\";

  private final SourceFiles files;

  Glob(SourceFiles files) {
    this.files = files;
  }

  /// The paths that match, sorted within each directory; a pattern without wildcards matches itself
  /// if something exists there.
  ///
  /// @param pattern an absolute path; brackets are the caller's to refuse
  List<String> matches(String pattern) {
    if (!hasMeta(pattern)) {
      return files.kind(pattern) == SourceFiles.Kind.MISSING ? List.of() : List.of(pattern);
    }
    int slash = pattern.lastIndexOf('/');
    String parent = slash <= 0 ? "/" : pattern.substring(0, slash);
    String segment = pattern.substring(slash + 1);
    List<String> found = new ArrayList<>();
    for (String directory : matches(parent)) {
      if (files.kind(directory) != SourceFiles.Kind.DIRECTORY) {
        continue;
      }
      files.names(directory).stream()
          .filter(name -> matchesSegment(segment, name))
          .sorted()
          .forEach(name -> found.add(directory.equals("/") ? "/" + name : directory + "/" + name));
    }
    return found;
  }

  static boolean hasMeta(String pattern) {
    return pattern.chars().anyMatch(c -> META.indexOf(c) >= 0);
  }

  /// Whether `name` matches one segment of a pattern.
  static boolean matchesSegment(String pattern, String name) {
    if (pattern.isEmpty()) {
      return name.isEmpty();
    }
    char first = pattern.charAt(0);
    String rest = pattern.substring(1);
    if (first == '*') {
      for (int i = 0; i <= name.length(); i++) {
        if (matchesSegment(rest, name.substring(i))) {
          return true;
        }
      }
      return false;
    }
    if (first == '?') {
      return !name.isEmpty() && matchesSegment(rest, name.substring(name.offsetByCodePoints(0, 1)));
    }
    if (first == '\\' && !rest.isEmpty()) {
      return name.startsWith(rest.substring(0, 1))
          && matchesSegment(rest.substring(1), name.substring(1));
    }
    return name.startsWith(pattern.substring(0, 1)) && matchesSegment(rest, name.substring(1));
  }

  /// The shortest form of an absolute path: no `.`, no `..`, no doubled slash.
  static String clean(String path) {
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : path.split("/")) {
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    return "/" + String.join("/", segments);
  }
}
