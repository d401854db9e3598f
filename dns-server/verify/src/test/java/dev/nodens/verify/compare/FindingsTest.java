package dev.nodens.verify.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingsTest {
  @TempDir Path folder = Path.of("");

  @Test
  void tellsEachSignatureOnce() throws IOException {
    Path table =
        Files.writeString(
            folder.resolve("known.md"), "| `case` | `zone.*` | `A` | `answer.case` | it is so |\n");
    List<String> seen = new ArrayList<>();
    var findings = new Findings(KnownDifferences.read(table), seen::add);

    findings.add("files", "zone.data", "A", List.of("answer.case"), "first");
    findings.add("files", "zone.data", "A", List.of("aa:1>0", "answer.case"), "second");
    findings.add("signed", "zone.alias", "A", List.of("answer.case"), "third");
    findings.add("signed", "zone.data", "A", List.of("aa:1>0"), "fourth");

    assertThat(seen)
        .containsExactly(
            "known: case: files/zone.data A answer.case", "UNEXPLAINED: files/zone.data A aa:1>0");
    assertThat(findings.unexplained()).isEqualTo(1);
    assertThat(findings.unexplainedQuestions()).isEqualTo(2);
  }
}
