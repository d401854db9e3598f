package dev.nodens.e2e.differential;

import dev.nodens.verify.compare.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A Corefile and what to ask its server: one file of `e2e/differential/scenarios`.
///
/// The comments at the head of the file say the rest: `# Ask: cluster=3 server=1` (families and
/// their weights), `# Rules: cached shuffled mutates` (what replies may do), `# Await: ZONE ...`
/// (zones that servers have to fetch first), and `# Alter: OLD => NEW`, a change of the Corefile
/// that the harness has to notice.
///
/// @param name file name without ending
/// @param corefile its text
/// @param families weight by name of the family
/// @param rules how replies are compared
/// @param mutates whether the world changes meanwhile
/// @param zones those that must be there before the first question
/// @param alteration text to replace, and its replacement
record Scenario(
    String name,
    String corefile,
    Map<String, Integer> families,
    Rules rules,
    boolean mutates,
    List<String> zones,
    Optional<Alteration> alteration) {

  private static final String ENDING = ".corefile";

  /// A change of a Corefile.
  record Alteration(String before, String after) {}

  /// All scenarios of `folder`, by name; those that change the world come last.
  static List<Scenario> all(Path folder) throws IOException {
    var scenarios = new ArrayList<Scenario>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().endsWith(ENDING)) {
          scenarios.add(read(file));
        }
      }
    }
    scenarios.sort(Comparator.comparing(Scenario::mutates).thenComparing(Scenario::name));
    return scenarios;
  }

  private static Scenario read(Path file) throws IOException {
    String text = Files.readString(file);
    Map<String, Integer> families = new LinkedHashMap<>();
    for (String word : header(text, "Ask").orElse("").split(" ")) {
      String[] parts = word.split("=");
      if (parts.length != 2) {
        throw new IOException(file + ": '# Ask: family=weight ...' is missing or malformed");
      }
      families.put(parts[0], Integer.parseInt(parts[1]));
    }
    List<String> words = List.of(header(text, "Rules").orElse("").split(" "));
    Optional<Alteration> alteration =
        header(text, "Alter")
            .map(line -> line.split(" => ", -1))
            .map(p -> new Alteration(p[0], p[1].replace("\\n", "\n")));
    return new Scenario(
        file.getFileName().toString().replace(ENDING, ""),
        text,
        families,
        new Rules(words.contains("cached") ? 1 : 0, words.contains("ordered")),
        words.contains("mutates"),
        header(text, "Await").map(line -> List.of(line.split(" "))).orElse(List.of()),
        alteration);
  }

  private static Optional<String> header(String text, String key) {
    String start = "# " + key + ": ";
    return text.lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .findFirst();
  }

  /// The Corefile with its alteration.
  ///
  /// @throws IllegalStateException if there is none, or it changes nothing
  String altered() {
    String body = corefile.replaceAll("(?m)^# .*$", "#");
    String altered = alteration.map(a -> body.replace(a.before(), a.after())).orElse(body);
    if (altered.equals(body)) {
      throw new IllegalStateException(
          name + ": '# Alter: OLD => NEW' is missing or changes nothing");
    }
    return altered;
  }
}
