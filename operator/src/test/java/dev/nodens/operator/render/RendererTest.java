package dev.nodens.operator.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.operator.Names;
import dev.nodens.operator.plan.ClusterFacts;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.plan.Plan.Membership;
import dev.nodens.operator.plan.Plan.ServiceRole;
import dev.nodens.operator.plan.Planner;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Golden folders: `in-clusterdns.yaml` and `in-facts.yaml` become one `out-*.yaml` per object.
///
/// Only `defaults` holds every object; another folder holds those that differ from it, so that it
/// shows what an option changes.
class RendererTest {
  private static final Path FOLDERS =
      Path.of(System.getProperty("nodens.root"), "operator/src/test/resources/render");
  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES));

  static List<String> scenarios() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDERS)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void rendersWhatTheFolderHolds(String scenario) throws Exception {
    Map<String, String> rendered = render(scenario);
    if (!scenario.equals("defaults")) {
      render("defaults").forEach(rendered::remove);
    }
    Path folder = FOLDERS.resolve(scenario);
    if (Boolean.getBoolean("update.golden")) {
      for (Path old : outputs(folder)) {
        Files.delete(old);
      }
      for (var file : rendered.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    }
    Map<String, String> golden = new TreeMap<>();
    for (Path file : outputs(folder)) {
      golden.put(file.getFileName().toString(), Files.readString(file));
    }

    assertThat(rendered).isEqualTo(golden);
  }

  @Test
  void membershipDecidesWhoIsSelected() throws Exception {
    Plan plan =
        new Planner("image:1")
            .plan(
                "cluster",
                ClusterDNSSpec.defaults(),
                new ClusterFacts(36, "10.96.0.10", null, null, List.of(), List.of(), null));
    var shadow = new Membership(false, ServiceRole.LEAVE, Optional.of("offer"), false, false);
    var alone = new Membership(true, ServiceRole.KEEP, Optional.empty(), false, true);

    assertThat(labels(plan)).containsEntry("k8s-app", "kube-dns");
    assertThat(labels(plan.with(shadow))).doesNotContainKey("k8s-app");
    assertThat(DnsService.render(plan).getSpec().getSelector())
        .isEqualTo(Map.of("k8s-app", "kube-dns"));
    assertThat(DnsService.render(plan.with(alone)).getSpec().getSelector())
        .isEqualTo(Map.of("k8s-app", "kube-dns", "nodens.dev/clusterdns", "cluster"));
    assertThat(ConfigMaps.adoption(plan.with(shadow)).orElseThrow().getData())
        .containsEntry("clusterdns.yaml", "offer");
    assertThat(ConfigMaps.adoption(plan)).isEmpty();
  }

  private static Map<String, String> labels(Plan plan) {
    return ServerDaemonSet.render(plan).getSpec().getTemplate().getMetadata().getLabels();
  }

  private static List<Path> outputs(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("out-")).toList();
    }
  }

  /// Objects by file name.
  private static Map<String, String> render(String scenario) throws Exception {
    Path folder = FOLDERS.resolve(scenario);
    var object = YAML.readValue(folder.resolve("in-clusterdns.yaml").toFile(), ClusterDNS.class);
    Path given = folder.resolve("in-facts.yaml");
    var facts =
        Files.exists(given)
            ? YAML.readValue(given.toFile(), ClusterFacts.class)
            : new ClusterFacts(36, null, null, "10.96.0.1", List.of(), List.of(), null);
    var plan =
        new Planner("nodens/dns-server:test")
            .plan(object.getMetadata().getName(), object.getSpec(), facts);
    Map<String, String> files = new TreeMap<>();
    for (HasMetadata rendered : Renderer.render(plan)) {
      files.put(fileName(rendered), YAML.writeValueAsString(rendered));
    }
    return files;
  }

  private static String fileName(HasMetadata object) {
    if (object instanceof NetworkPolicy policy) {
      return "out-networkpolicy-" + policy.getMetadata().getNamespace() + ".yaml";
    }
    String what =
        object instanceof ConfigMap map
            ? map.getData().containsKey(Names.COREFILE) ? "revision" : "node-hosts"
            : object.getKind().toLowerCase(Locale.ROOT);
    return "out-" + what + ".yaml";
  }
}
