package dev.nodens.operator.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.operator.plan.ConfigText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The Corefiles of the folder `validate`, with what users read about each in `verdicts.txt`.
///
/// A first line `# with ...` says what is around: `node hosts`, `domain NAME`, or `import NAME =
/// TEXT`.
class StaticChecksTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("nodens.root"), "operator/src/test/resources/validate");
  private static final Pattern IMPORT = Pattern.compile("# with import (\\S+) = (.*)");
  private static final Pattern DOMAIN = Pattern.compile("# with domain (\\S+)");
  private static final String GOOD =
      """
      .:53 {
          health
          ready
          kubernetes cluster.local
      }
      """;

  @Test
  void everyVerdictIsTheOneUsersShallRead() throws IOException {
    var verdicts = new StringBuilder();
    for (var judged : judged().entrySet()) {
      Judgement judgement = judged.getValue();
      verdicts.append(judged.getKey()).append('\n');
      judgement.problems().forEach(p -> verdicts.append("  ").append(p.text()).append('\n'));
      judgement.warnings().forEach(w -> verdicts.append("  warning: ").append(w).append('\n'));
    }
    Path golden = FOLDER.resolve("verdicts.txt");
    if (Boolean.getBoolean("update.golden")) {
      Files.writeString(golden, verdicts);
    }

    assertThat(verdicts.toString()).isEqualTo(Files.readString(golden));
  }

  @Test
  void everyFileIsJudgedAsItsNameSays() throws IOException {
    judged()
        .forEach((name, judgement) ->
            assertThat(judgement.accepted()).as(name).isEqualTo(name.startsWith("accepted-")));
  }

  @Test
  void everyRefusalSaysWhereAndWhatToDo() throws IOException {
    judged()
        .forEach((name, judgement) ->
            assertThat(judgement.problems())
                .as(name)
                .allSatisfy(problem -> assertThat(problem.text()).contains("Corefile:")));
  }

  @Test
  void anUnknownPluginIsToldFromOtherProblems() {
    assertThat(judge(".:53 {\n    forwrd . 192.0.2.1\n}\n").problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.unknownPlugin()).isTrue());
    assertThat(judge(".:53 {\n    forward\n}\n").problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.unknownPlugin()).isFalse());
  }

  @Test
  void aNulByteIsNamedWithItsLine() {
    assertThat(judge(GOOD + "# \0\n").refusal())
        .isEqualTo(
            "Corefile:6 - the text has a NUL byte, so it is no Corefile; declare it as UTF-8 text");
  }

  @Test
  void aMebibyteIsRefusedBeforeItIsParsed() {
    assertThat(judge(GOOD + "# " + "x".repeat(1 << 20) + "\n").refusal())
        .isEqualTo(
            "Corefile - the configuration has 1048638 bytes, but a ConfigMap takes 1000000; split the zones between several ClusterDNS objects, or forward to a server that knows them");
  }

  @Test
  void tenThousandStubZonesAreJudgedInAFewSeconds() {
    var text = new StringBuilder(GOOD);
    for (int i = 0; i < 10_000; i++) {
      text.append("z%d.example.org:53 {\n    forward . 192.0.2.1\n}\n".formatted(i));
    }
    long start = System.nanoTime();

    Judgement judgement = judge(text.toString());

    assertThat(judgement.problems()).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void tenThousandProblemsMakeOneShortMessage() {
    var text = new StringBuilder(GOOD);
    for (int i = 0; i < 10_000; i++) {
      text.append("z%d.example.org:53 {\n    forward . 10.96.0.10\n}\n".formatted(i));
    }

    assertThat(judge(text.toString()).refusal()).hasSizeLessThan(1024).endsWith("; and 9995 more");
  }

  private static Judgement judge(String corefile) {
    return StaticChecks.judge(
        ConfigText.of(corefile),
        new Surroundings("cluster.local", List.of("10.96.0.10"), Set.of()));
  }

  private static Map<String, Judgement> judged() throws IOException {
    var judged = new TreeMap<String, Judgement>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".corefile")).toList()) {
        String text = Files.readString(file);
        judged.put(
            file.getFileName().toString().replace(".corefile", ""),
            StaticChecks.judge(ConfigText.of(text, imports(text)), around(text)));
      }
    }
    return judged;
  }

  private static Map<String, String> imports(String text) {
    Matcher imported = IMPORT.matcher(text);
    return imported.lookingAt() ? Map.of(imported.group(1), imported.group(2) + "\n") : Map.of();
  }

  private static Surroundings around(String text) {
    Matcher domain = DOMAIN.matcher(text);
    return new Surroundings(
        domain.lookingAt() ? domain.group(1) : "cluster.local",
        List.of("10.96.0.10", "fd00:10:96::a"),
        text.startsWith("# with node hosts") ? Set.of(Surroundings.NODE_HOSTS) : Set.of());
  }
}
