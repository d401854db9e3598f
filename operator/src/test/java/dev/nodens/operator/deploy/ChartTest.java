package dev.nodens.operator.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds `helm/nodens`, `deploy/nodens.yaml` and `crds/` together.
class ChartTest {
  private static final Path ROOT = Path.of(System.getProperty("nodens.root"));
  private static final Path CHART = ROOT.resolve("helm/nodens");
  private static final Path PLAIN = ROOT.resolve("deploy/nodens.yaml");
  private static final String NAMESPACE = "nodens-system";
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String HEAD =
      """
      # Nodens without Helm: kubectl apply --server-side -f deploy/nodens.yaml
      # What the chart renders with its default values; a test compares both.
      apiVersion: v1
      kind: Namespace
      metadata:
        name: %s
      """
          .formatted(NAMESPACE);

  @Test
  void chartCarriesTheDefinitionThatUsersInstall() throws IOException {
    Path copy = CHART.resolve("files/clusterdnses.nodens.dev.yaml");
    Path original = ROOT.resolve("crds/clusterdnses.nodens.dev.yaml");
    if (Boolean.getBoolean("update.golden")) {
      Files.writeString(copy, Files.readString(original));
    }

    assertThat(copy).hasSameTextualContentAs(original);
  }

  @Test
  void plainManifestsAreTheRenderedChart() throws Exception {
    String rendered = HEAD + helm("template", "nodens", CHART.toString(), "--namespace", NAMESPACE);
    if (Boolean.getBoolean("update.golden")) {
      Files.writeString(PLAIN, rendered);
    }

    assertThat(documents(Files.readString(PLAIN))).isEqualTo(documents(rendered));
  }

  @Test
  void chartHasNoFaults() throws Exception {
    assertThat(helm("lint", "--strict", CHART.toString())).contains("0 chart(s) failed");
  }

  @Test
  void plainManifestsHoldEverythingThatAnInstallationNeeds() throws IOException {
    List<String> kinds =
        documents(Files.readString(PLAIN)).stream()
            .map(document -> document.path("kind").asText())
            .toList();

    assertThat(kinds)
        .contains(
            "Namespace",
            "CustomResourceDefinition",
            "ServiceAccount",
            "ClusterRole",
            "ClusterRoleBinding",
            "Role",
            "RoleBinding",
            "Deployment",
            "PodDisruptionBudget");
  }

  private static List<JsonNode> documents(String text) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      while (values.hasNext()) {
        JsonNode document = values.next();
        if (document.isObject()) {
          documents.add(document);
        }
      }
    }
    return documents;
  }

  private static String helm(String... arguments) throws Exception {
    Optional<Path> helm = helm();
    // Nothing of the build needs Helm, so mvn verify must pass without it.
    assumeTrue(helm.isPresent(), "helm is neither in the cache of deploy/local nor on the PATH");
    List<String> command = new ArrayList<>(List.of(helm.orElseThrow().toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static Optional<Path> helm() {
    String cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .orElse(System.getProperty("user.home") + "/.cache");
    Stream<Path> onPath =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(entry -> Path.of(entry, "helm"));
    return Stream.concat(Stream.of(Path.of(cache, "nodens/local-cluster/bin/helm")), onPath)
        .filter(Files::isExecutable)
        .findFirst();
  }
}
