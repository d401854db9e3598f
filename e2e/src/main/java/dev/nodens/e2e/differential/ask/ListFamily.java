package dev.nodens.e2e.differential.ask;

import dev.nodens.verify.ask.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.xbill.DNS.Type;

/// Questions from a file: each line has a shape, a name, and the types to ask for it.
public final class ListFamily implements Family {
  private static final int FIELDS = 3;
  private final List<Line> lines;

  private record Line(String kind, String name, List<Integer> types) {}

  private ListFamily(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /// The questions of `file`, which is called after its family.
  ///
  /// @throws IOException if it cannot be read, or a line has another form; the message names it
  public static ListFamily read(Path file) throws IOException {
    String family = file.getFileName().toString().replaceFirst("\\..*", "");
    var lines = new ArrayList<Line>();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        lines.add(line(file, family, line.strip().split("\\s+")));
      }
    }
    return new ListFamily(lines);
  }

  private static Line line(Path file, String family, String[] fields) throws IOException {
    if (fields.length < FIELDS) {
      throw new IOException(
          file + ": " + String.join(" ", fields) + ": expected a shape, a name and types");
    }
    List<Integer> types =
        Arrays.stream(fields).skip(FIELDS - 1).map(text -> Type.value(text)).toList();
    if (types.contains(-1)) {
      throw new IOException(file + ": " + String.join(" ", fields) + ": unknown type");
    }
    return new Line(family + "." + fields[0], fields[1], types);
  }

  @Override
  public Question next(RandomGenerator random) {
    Line line = Pick.one(lines, random);
    return Question.of(line.kind(), line.name(), Pick.one(line.types(), random));
  }
}
