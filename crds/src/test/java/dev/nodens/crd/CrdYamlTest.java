package dev.nodens.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crdv2.generator.CRDGenerator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Holds the hand-kept YAML and the records together.
class CrdYamlTest {
  private static JsonNode committed;
  private static JsonNode generated;

  @BeforeAll
  static void generate(@TempDir Path out) {
    committed = Schema.definition();
    new CRDGenerator().customResourceClasses(ClusterDNS.class).inOutputDir(out.toFile()).generate();
    generated = Schema.read(out.resolve(ClusterDNS.CRD_NAME + "-v1.yml"));
  }

  @Test
  void namesAreThoseOfTheRecords() {
    for (String pointer :
        List.of(
            "/metadata/name",
            "/spec/group",
            "/spec/scope",
            "/spec/names/kind",
            "/spec/names/plural",
            "/spec/names/singular",
            "/spec/names/shortNames",
            "/spec/versions/0/name",
            "/spec/versions/0/subresources")) {
      assertThat(committed.at(pointer)).as(pointer).isEqualTo(generated.at(pointer));
    }
  }

  @Test
  void everyComponentOfARecordIsInTheYamlWithItsTypeAndValues() {
    Map<String, JsonNode> inYaml = byPath(committed);
    List<String> wrong = new ArrayList<>();
    byPath(generated)
        .forEach((path, schema) -> {
          JsonNode other = inYaml.get(path);
          if (other == null) {
            wrong.add(path + " is missing in the YAML");
            return;
          }
          for (String key : List.of("type", "x-kubernetes-int-or-string")) {
            if (!schema.path(key).equals(other.path(key))) {
              wrong.add(
                  path
                      + ": "
                      + key
                      + " is "
                      + other.path(key)
                      + ", the record says "
                      + schema.path(key));
            }
          }
          for (String key : List.of("enum", "required")) {
            if (schema.has(key) && !texts(schema.path(key)).equals(texts(other.path(key)))) {
              wrong.add(
                  path
                      + ": "
                      + key
                      + " is "
                      + other.path(key)
                      + ", the record says "
                      + schema.path(key));
            }
          }
        });

    assertThat(wrong).isEmpty();
  }

  @Test
  void everyFieldOfTheYamlIsAComponentOfARecord() {
    Set<String> inRecords = byPath(generated).keySet();

    assertThat(byPath(committed).keySet().stream().filter(path -> !inRecords.contains(path)))
        .isEmpty();
  }

  @Test
  void everyFieldIsDescribed() {
    assertThat(byPath(committed).entrySet())
        .allSatisfy(field ->
            assertThat(field.getValue().path("description").asText())
                .as(field.getKey())
                .endsWith("."));
  }

  @Test
  void everyListSaysHowItIsMergedAndEndsSomewhere() {
    assertThat(byPath(committed).entrySet())
        .filteredOn(field -> field.getValue().path("type").asText().equals("array"))
        .allSatisfy(field -> {
          assertThat(field.getValue().has("x-kubernetes-list-type")).as(field.getKey()).isTrue();
          assertThat(field.getValue().has("maxItems")).as(field.getKey()).isTrue();
        });
  }

  @Test
  void everyStringOfTheSpecEndsSomewhere() {
    assertThat(byPath(committed).entrySet())
        .filteredOn(field -> field.getKey().startsWith("/spec"))
        .filteredOn(field -> field.getValue().path("type").asText().equals("string"))
        .allSatisfy(field ->
            assertThat(field.getValue().has("maxLength") || field.getValue().has("enum"))
                .as(field.getKey())
                .isTrue());
  }

  @Test
  void theSchemasDefaultsAreThoseOfTheRecords() throws Exception {
    JsonNode schema = Schema.schema(committed).at("/properties/spec");
    JsonNode empty = JsonNodeFactory.instance.objectNode();
    JsonNode withConfig = JsonNodeFactory.instance.objectNode().set("config", empty.deepCopy());

    assertThat(spec(Schema.withDefaults(schema, empty.deepCopy())))
        .isEqualTo(ClusterDNSSpec.defaults());
    assertThat(spec(Schema.withDefaults(schema, withConfig)).config()).isEqualTo(DnsConfig.DEFAULT);
  }

  @Test
  void printsTheColumnsThatMatter() {
    List<String> columns =
        StreamSupport.stream(
                committed.at("/spec/versions/0/additionalPrinterColumns").spliterator(), false)
            .filter(column -> !column.has("priority"))
            .map(column -> column.path("name").asText())
            .toList();

    assertThat(columns)
        .containsExactly("Ready", "Reason", "Revision", "Nodes", "Rollout", "In sync", "Age");
  }

  private static ClusterDNSSpec spec(JsonNode node) throws Exception {
    return Schema.YAML.treeToValue(node, ClusterDNSSpec.class);
  }

  private static Map<String, JsonNode> byPath(JsonNode definition) {
    JsonNode schema = Schema.schema(definition);
    return Schema.properties(schema, "").stream()
        .filter(property ->
            property.path().startsWith("/spec/") || property.path().startsWith("/status/"))
        .collect(Collectors.toMap(Schema.Property::path, Schema.Property::schema));
  }

  private static Set<String> texts(JsonNode list) {
    Set<String> texts = new TreeSet<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
