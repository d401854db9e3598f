package dev.nodens.verify.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The differences that are meant: the rows of the table in `docs/compatibility.md` whose first
/// cell is a signature in backquotes.
///
/// A row says where it holds (`scenario/family.shape`, or `family.shape`; `*` for anything), for
/// which query types, and which aspects it explains. The last cell is for readers.
public final class KnownDifferences {
  private static final Pattern CELL = Pattern.compile("`([^`]*)`");
  private static final int CELLS = 5;

  private final List<Row> rows;

  /// One row, read.
  private record Row(
      String id, List<Pattern> where, List<Pattern> types, List<Pattern> aspects, String reason) {
    boolean covers(String place, String type, String aspect) {
      return matches(where, place) && matches(types, type) && matches(aspects, aspect);
    }

    private static boolean matches(List<Pattern> patterns, String text) {
      return patterns.stream().anyMatch(pattern -> pattern.matcher(text).matches());
    }
  }

  private KnownDifferences(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  /// A table without rows.
  public static KnownDifferences none() {
    return new KnownDifferences(List.of());
  }

  /// Reads the table of `file`.
  ///
  /// @throws IOException if it cannot be read, or a row is not complete; the message names the line
  public static KnownDifferences read(Path file) throws IOException {
    return read(file.toString(), Files.readAllLines(file));
  }

  /// The table that this program was built with.
  ///
  /// @throws IOException if it cannot be read, or a row is not complete
  public static KnownDifferences builtIn() throws IOException {
    String name = "/dev/nodens/verify/compatibility.md";
    try (InputStream in = KnownDifferences.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing in this build");
      }
      return read(name, new String(in.readAllBytes(), UTF_8).lines().toList());
    }
  }

  private static KnownDifferences read(String place, List<String> lines) throws IOException {
    var rows = new ArrayList<Row>();
    int number = 0;
    for (String line : lines) {
      number++;
      if (line.startsWith("| `")) {
        rows.add(row(place + ":" + number, line));
      }
    }
    return new KnownDifferences(rows);
  }

  private static Row row(String place, String line) throws IOException {
    String[] cells = line.substring(1).split("\\|");
    if (cells.length < CELLS || cells[CELLS - 1].isBlank()) {
      throw new IOException(
          place + ": a known difference needs signature, where, types, aspects and a reason");
    }
    List<Pattern> where = new ArrayList<>();
    for (String pattern : words(cells[1])) {
      where.add(glob(pattern.contains("/") ? pattern : "*/" + pattern));
    }
    return new Row(
        words(cells[0]).getFirst(), where, globs(cells[2]), globs(cells[3]), cells[4].strip());
  }

  private static List<Pattern> globs(String cell) {
    return words(cell).stream().map(KnownDifferences::glob).toList();
  }

  private static List<String> words(String cell) {
    return CELL.matcher(cell)
        .results()
        .flatMap(result -> Arrays.stream(result.group(1).split(" ")))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static Pattern glob(String text) {
    return Pattern.compile(
        Arrays.stream(text.split("\\*", -1))
            .map(part -> part.isEmpty() ? "" : Pattern.quote(part))
            .reduce((a, b) -> a + ".*" + b)
            .orElse(""));
  }

  /// The signature that explains `aspect`, if there is one.
  ///
  /// @param place `scenario/family.shape` of the question
  /// @param type mnemonic of the query type
  public Optional<String> signature(String place, String type, String aspect) {
    return rows.stream().filter(row -> row.covers(place, type, aspect)).map(Row::id).findFirst();
  }

  /// Why there is the difference that a signature stands for; empty if the table does not know it.
  public String reason(String signature) {
    return rows.stream()
        .filter(row -> row.id().equals(signature))
        .map(Row::reason)
        .findFirst()
        .orElse("");
  }

  /// All signatures, in the order of the table.
  public List<String> signatures() {
    return rows.stream().map(Row::id).distinct().toList();
  }
}
