import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Formats every Java file of the repository, or says which ones are not formatted.
///
/// Usage: `java -cp google-java-format... JavaFormat.java check|write`, from the root of the
/// repository.
public final class JavaFormat {
  private static final int MAX_LINES = 500;
  private static final Path STAMP = Path.of("target/format/checked");

  private JavaFormat() {}

  public static void main(String[] args) throws Exception {
    boolean write = args.length == 1 && args[0].equals("write");
    var formatter = new Formatter(JavaFormatterOptions.builder().build());
    var complaints = new ArrayList<String>();
    FileTime checked =
        Files.exists(STAMP) ? Files.getLastModifiedTime(STAMP) : FileTime.fromMillis(0);
    FileTime now = FileTime.from(Instant.now());
    for (Path file : sources()) {
      if (Files.getLastModifiedTime(file).compareTo(checked) < 0) {
        continue;
      }
      String text = Files.readString(file);
      String formatted = format(formatter, file, text);
      if (!formatted.equals(text)) {
        if (write) {
          Files.writeString(file, formatted);
        } else {
          complaints.add(file + ": not formatted");
        }
      }
      long lines = formatted.lines().count();
      if (lines > MAX_LINES) {
        complaints.add(
            file + ": " + lines + " lines, at most " + MAX_LINES + ": split it by subject");
      }
    }
    if (!complaints.isEmpty()) {
      complaints.forEach(System.err::println);
      System.err.println("To format: mvn -N -Dformat=write process-sources");
      System.exit(1);
    }
    Files.createDirectories(STAMP.getParent());
    Files.writeString(STAMP, "Java files older than this one are formatted.\n");
    Files.setLastModifiedTime(STAMP, now);
  }

  private static String format(Formatter formatter, Path file, String text) throws Exception {
    try {
      String ordered = ImportOrderer.reorderImports(text, JavaFormatterOptions.Style.GOOGLE);
      return formatter.formatSource(RemoveUnusedImports.removeUnusedImports(ordered));
    } catch (Exception e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    }
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("."))) {
      return files
          .filter(f -> f.toString().endsWith(".java"))
          .filter(f -> !f.toString().contains("/target/"))
          .sorted()
          .toList();
    }
  }
}
