package dev.nodens.verify;

import dev.nodens.verify.ask.Question;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/// Reads what clients asked: lines of CoreDNS's `log` (common and combined format), or `NAME` or
/// `NAME TYPE` on each line. Other lines are skipped.
final class QueryLog {
  private static final Pattern LOGGED =
      Pattern.compile("\"(\\S+) (\\S+) (\\S+) (?:udp|tcp) \\d+ (?:true|false) \\d+\"");
  private static final Pattern PLAIN = Pattern.compile("([\\w.*-]+)(?:\\s+(\\w+))?");

  private QueryLog() {}

  /// The questions of `lines`, each once.
  ///
  /// @param zones tell what a name is
  static List<Question> read(Stream<String> lines, CorefileZones zones) {
    Set<String> seen = new HashSet<>();
    return lines
        .flatMap(line -> question(line, zones).stream())
        .filter(question -> seen.add(question.toString()))
        .toList();
  }

  private static Optional<Question> question(String line, CorefileZones zones) {
    Matcher logged = LOGGED.matcher(line);
    if (logged.find()) {
      return of(logged.group(3), logged.group(1), logged.group(2), zones);
    }
    Matcher plain = PLAIN.matcher(line.strip());
    return plain.matches()
        ? of(plain.group(1), Optional.ofNullable(plain.group(2)).orElse("A"), "IN", zones)
        : Optional.empty();
  }

  private static Optional<Question> of(
      String name, String typeText, String classText, CorefileZones zones) {
    int type = Type.value(typeText.toUpperCase(Locale.ROOT), true);
    int rrclass = DClass.value(classText.toUpperCase(Locale.ROOT));
    if (type < 0 || rrclass < 0) {
      return Optional.empty();
    }
    try {
      String absolute = name.endsWith(".") ? name : name + ".";
      String kind = zones.kind(absolute.toLowerCase(Locale.ROOT)) + ".logged";
      return Optional.of(Question.of(kind, absolute, type).withClass(rrclass));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
