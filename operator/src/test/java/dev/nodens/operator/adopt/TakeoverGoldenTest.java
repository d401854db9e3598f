package dev.nodens.operator.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.AdoptionStatus.State;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.operator.validate.CorefileCheck;
import dev.nodens.operator.validate.ServerParsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Golden folders: the objects of `in-cluster.yaml` become what people read on their way from a
/// foreign DNS to ours, and the declaration that is proposed to them.
class TakeoverGoldenTest {
  private static final Path FOLDERS =
      Path.of(System.getProperty("nodens.root"), "operator/src/test/resources/adopt");
  private static final CorefileCheck CHECK = new ServerParsers();

  static List<String> origins() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDERS)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("origins")
  void saysWhatTheFolderHolds(String origin) throws Exception {
    Path folder = FOLDERS.resolve(origin);
    Map<String, String> said = say(folder);
    if (Boolean.getBoolean("update.golden")) {
      for (Path old : outputs(folder)) {
        Files.delete(old);
      }
      for (var file : said.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    }
    Map<String, String> golden = new TreeMap<>();
    for (Path file : outputs(folder)) {
      golden.put(file.getFileName().toString(), Files.readString(file));
    }

    assertThat(said).isEqualTo(golden);
  }

  private static Map<String, String> say(Path folder) throws IOException {
    Neighbourhood around = ClusterYaml.neighbourhood(folder.resolve("in-cluster.yaml"));
    Path declared = folder.resolve("in-clusterdns.yaml");
    ClusterDNSSpec spec =
        Files.exists(declared) ? ClusterYaml.spec(declared) : ClusterDNSSpec.defaults();
    Map<String, String> said = new TreeMap<>();
    Takeover shadowing = judge(spec, around, State.DETECTED, false);
    said.put("out-1-shadowing.txt", text(shadowing));
    said.put("out-2-serving.txt", text(judge(spec, around, State.SHADOWING, true)));
    shadowing.proposal().ifPresent(yaml -> said.put("out-proposal.yaml", yaml));
    return said;
  }

  private static Takeover judge(
      ClusterDNSSpec spec, Neighbourhood around, State state, boolean proven) {
    return Takeover.judge(
        "cluster",
        spec,
        around,
        new Takeover.OurSide(state, true, false, proven, proven, Optional.of("declared")),
        CHECK);
  }

  private static String text(Takeover takeover) {
    var text = new StringBuilder();
    text.append(takeover.state()).append('\n');
    takeover.foreign().forEach(found -> text.append("- ").append(found).append('\n'));
    return text.append(takeover.instructions()).append('\n').toString();
  }

  private static List<Path> outputs(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("out-")).toList();
    }
  }
}
