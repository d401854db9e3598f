package dev.nodens.e2e;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What `dig` understood of an answer: an independent reader of what the server sends.
///
/// @param status name of the response code, or `TIMEOUT` when no answer came
/// @param flags header flags, such as `aa`
/// @param answers record data of the answer section, in the order of the answer
/// @param authority types of the records in the authority section
/// @param milliseconds from question to answer
record Dig(
    String status,
    List<String> flags,
    List<String> answers,
    List<String> authority,
    int milliseconds) {
  private static final Pattern STATUS = Pattern.compile("status: ([A-Z]+)");
  private static final Pattern FLAGS = Pattern.compile("flags: ([a-z ]*);");
  private static final Pattern TIME = Pattern.compile("Query time: (\\d+) msec");
  private static final Pattern RECORD =
      Pattern.compile("^\\S+\\s+\\d+\\s+(?:IN|CH)\\s+(\\S+)\\s+(.*)$");

  /// Reads the default output of dig.
  static Dig parse(String output) {
    return new Dig(
        first(STATUS, output, "TIMEOUT"),
        List.of(first(FLAGS, output, "").split(" ")),
        section("ANSWER", output).map(record -> record.group(2)).toList(),
        section("AUTHORITY", output).map(record -> record.group(1)).toList(),
        Integer.parseInt(first(TIME, output, "-1")));
  }

  private static String first(Pattern pattern, String text, String otherwise) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1).strip() : otherwise;
  }

  private static Stream<Matcher> section(String name, String output) {
    int start = output.indexOf(";; " + name + " SECTION:\n");
    if (start < 0) {
      return Stream.empty();
    }
    return output
        .substring(start)
        .lines()
        .skip(1)
        .takeWhile(line -> !line.isBlank() && !line.startsWith(";;"))
        .map(RECORD::matcher)
        .filter(Matcher::matches);
  }
}
