package dev.nodens.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every sample says what the records can hold, nothing more and nothing less.
class SamplesTest {
  private static final ObjectMapper STRICT =
      Schema.YAML.copy().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(Schema.ROOT.resolve("deploy/samples"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void survivesTheWayThroughTheRecords(Path sample) throws IOException {
    JsonNode written = Schema.read(sample);

    ClusterDNS object = STRICT.treeToValue(written, ClusterDNS.class);
    JsonNode back = STRICT.valueToTree(object);

    assertThat(written.path("kind").asText()).isEqualTo(object.getKind());
    assertThat(written.path("apiVersion").asText()).isEqualTo(object.getApiVersion());
    assertContains(back.path("spec"), written.path("spec"), "spec");
    assertThat(STRICT.treeToValue(back, ClusterDNS.class).getSpec()).isEqualTo(object.getSpec());
  }

  private static void assertContains(JsonNode whole, JsonNode part, String path) {
    if (part.isObject()) {
      part.properties()
          .forEach(field ->
              assertContains(
                  whole.path(field.getKey()), field.getValue(), path + "." + field.getKey()));
    } else if (part.isArray()) {
      assertThat(whole.size()).as(path).isEqualTo(part.size());
      for (int i = 0; i < part.size(); i++) {
        assertContains(whole.get(i), part.get(i), path + "[" + i + "]");
      }
    } else {
      assertThat(whole.asText()).as(path).isEqualTo(part.asText());
    }
  }
}
