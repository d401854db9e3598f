package dev.nodens.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The table of directives in `docs/compatibility.md` says what the list of plugins says.
final class CompatibilityTableTest {
  private static final Pattern ROW =
      Pattern.compile(
          "\\| (?:(\\w+)|\\[(\\w+)]\\(plugins/\\w+\\.md\\)) \\| (yes|in part|no) \\|.*");

  private static Path docs() {
    return Path.of(System.getProperty("nodens.root"), "docs");
  }

  /// The middle column, by directive.
  private static Map<String, String> table() throws IOException {
    Map<String, String> table = new TreeMap<>();
    List<String> lines = Files.readAllLines(docs().resolve("compatibility.md"));
    for (String line : lines.subList(lines.indexOf("## Directives"), lines.size())) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        table.put(row.group(1) == null ? row.group(2) : row.group(1), row.group(3));
      }
    }
    return table;
  }

  @Test
  void namesEveryDirectiveAndWhetherItCanBeUsed() throws IOException {
    Map<String, String> table = table();
    for (String directive : Plugins.names()) {
      String written = table.getOrDefault(directive, "not in the table");
      assertThat(!written.equals("no"))
          .as(directive + " is " + written)
          .isEqualTo(Plugins.available().contains(directive));
    }
    assertThat(table).hasSize(Plugins.names().size() + 1).containsEntry("import", "yes");
  }

  @Test
  void everyDirectiveThatCanBeUsedHasAPage() {
    for (String directive : Plugins.available()) {
      assertThat(docs().resolve("plugins/" + directive + ".md")).exists();
    }
  }
}
