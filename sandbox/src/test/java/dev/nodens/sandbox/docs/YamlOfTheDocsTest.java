package dev.nodens.sandbox.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.nodens.sandbox.Sandbox;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.simulate.Declared;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every YAML block of the documentation, every sample and the plain manifests are accepted by
/// server-side dry run: by the sandbox and, with `-Dnodens.apiserver=KUBECONFIG`, by a real API
/// server, which checks the CEL rules too.
///
/// A code block is YAML when a line of it starts with `apiVersion:`, or its first with `spec:`,
/// which is then a part of a ClusterDNS.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class YamlOfTheDocsTest {
  private static final Path ROOT = Path.of(System.getProperty("nodens.root", ".."));
  private static final YAMLMapper YAML = new YAMLMapper();

  /// Kinds that only clusters with their operators have.
  private static final Set<String> ELSEWHERE = Set.of("PrometheusRule", "ServiceMonitor");

  private final List<KubernetesClient> clients = new ArrayList<>();
  private Sandbox sandbox;

  /// One object somewhere in the repository.
  record Manifest(String place, JsonNode object) {
    @Override
    public String toString() {
      return place + " " + Json.text(object, "kind") + " " + Json.text(object, "metadata", "name");
    }
  }

  @BeforeAll
  void start() throws IOException {
    sandbox = Sandbox.start(0);
    new Declared(sandbox.resources()).apply(ROOT.resolve("crds/clusterdnses.nodens.dev.yaml"));
    clients.add(
        client(new ConfigBuilder(Config.empty()).withMasterUrl(sandbox.server().url()).build()));
    String real = System.getProperty("nodens.apiserver", "");
    if (!real.isEmpty()) {
      clients.add(client(Config.fromKubeconfig(new File(real))));
      install(clients.getLast());
    }
    for (Manifest manifest : manifests().toList()) {
      String namespace = Json.text(manifest.object(), "metadata", "namespace");
      if (!namespace.isEmpty()) {
        clients.forEach(client -> namespace(client, namespace));
      }
    }
  }

  private static KubernetesClient client(Config config) {
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static void install(KubernetesClient client) {
    CustomResourceDefinition definition =
        client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .load(ROOT.resolve("crds/clusterdnses.nodens.dev.yaml").toFile())
            .item();
    client.resource(definition).forceConflicts().serverSideApply();
    Awaitility.await("an API server serves a new definition a moment later")
        .atMost(Duration.ofSeconds(30))
        .until(() -> client.getApiResources("nodens.dev/v1alpha1") != null);
  }

  private static void namespace(KubernetesClient client, String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .forceConflicts()
        .serverSideApply();
  }

  @AfterAll
  void stop() {
    clients.forEach(KubernetesClient::close);
    sandbox.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("manifests")
  void aDryRunAcceptsIt(Manifest manifest) throws IOException {
    for (KubernetesClient client : clients) {
      var resource =
          client
              .getKubernetesSerialization()
              .<GenericKubernetesResource>convertValue(
                  manifest.object(), GenericKubernetesResource.class);
      String refusal = "";
      try {
        apply(client, resource);
      } catch (KubernetesClientException e) {
        refusal = String.valueOf(e.getMessage());
      }
      assertThat(refusal).as("%s at %s", manifest, client.getMasterUrl()).isEmpty();
    }
  }

  private static void apply(KubernetesClient client, GenericKubernetesResource resource) {
    var all = client.genericKubernetesResources(resource.getApiVersion(), resource.getKind());
    String namespace = resource.getMetadata().getNamespace();
    var one =
        namespace == null ? all.resource(resource) : all.inNamespace(namespace).resource(resource);
    one.dryRun(true).fieldValidation(Validation.STRICT).forceConflicts().serverSideApply();
  }

  static Stream<Manifest> manifests() throws IOException {
    List<Manifest> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".md")).sorted().toList()) {
        blocks(file, all);
      }
    }
    blocks(ROOT.resolve("README.md"), all);
    try (Stream<Path> files = Files.walk(ROOT.resolve("deploy/samples"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList()) {
        documents(ROOT.relativize(file).toString(), Files.readString(file), all);
      }
    }
    documents("deploy/nodens.yaml", Files.readString(ROOT.resolve("deploy/nodens.yaml")), all);
    return all.stream()
        .filter(manifest -> !ELSEWHERE.contains(Json.text(manifest.object(), "kind")));
  }

  /// Indented and fenced code blocks of a page.
  private static void blocks(Path page, List<Manifest> all) throws IOException {
    List<String> lines = Files.readAllLines(page);
    var block = new StringBuilder();
    boolean fenced = false;
    for (int i = 0; i <= lines.size(); i++) {
      String line = i < lines.size() ? lines.get(i) : "";
      boolean fence = line.startsWith("```");
      boolean inside =
          fenced ? !fence : line.startsWith("    ") || (line.isBlank() && !block.isEmpty());
      if (inside && i < lines.size()) {
        block.append(fenced ? line : line.isBlank() ? "" : line.substring(4)).append('\n');
        continue;
      }
      block(ROOT.relativize(page) + ":" + i, block.toString(), all);
      block.setLength(0);
      fenced = fence != fenced && (fence || fenced);
    }
  }

  private static void block(String place, String text, List<Manifest> all) throws IOException {
    if (text.startsWith("spec:")) {
      documents(
          place,
          "apiVersion: nodens.dev/v1alpha1\nkind: ClusterDNS\nmetadata: {name: cluster}\n" + text,
          all);
    } else if (text.lines().anyMatch(line -> line.startsWith("apiVersion:"))) {
      documents(place, text, all);
    }
  }

  private static void documents(String place, String text, List<Manifest> all) throws IOException {
    try (var parser = new YAMLFactory().createParser(text);
        var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(parser)) {
      while (values.hasNext()) {
        JsonNode document = values.next();
        if (document.isObject()) {
          all.add(new Manifest(place, document));
        }
      }
    }
  }
}
