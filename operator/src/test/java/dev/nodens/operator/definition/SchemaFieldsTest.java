package dev.nodens.operator.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SchemaFieldsTest {
  private static final JsonNode NEW =
      json(
          """
          {"properties": {
            "spec": {"properties": {"a": {"type": "string"}, "tree": {"properties": {"b": {}, "c": {}}}}},
            "status": {"properties": {
              "list": {"items": {"properties": {"x": {}, "y": {}}}},
              "free": {"x-kubernetes-preserve-unknown-fields": true}}}}}
          """);
  private static final JsonNode OLD =
      json(
          """
          {"properties": {
            "spec": {"properties": {"a": {"type": "string"}}},
            "status": {"properties": {
              "list": {"items": {"properties": {"x": {}}}},
              "free": {"x-kubernetes-preserve-unknown-fields": true}}}}}
          """);

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  @Test
  void nothingIsMissingBetweenEqualSchemasAndToANewerOne() {
    assertThat(SchemaFields.missing(NEW, NEW)).isEmpty();
    assertThat(SchemaFields.missing(OLD, NEW)).isEmpty();
  }

  @Test
  void aMissingTreeIsNamedOnceAndListsAreLookedInto() {
    assertThat(SchemaFields.missing(NEW, OLD)).containsExactly("spec.tree", "status.list[].y");
  }

  @Test
  void aDocumentIsCutToWhatTheSchemaKeeps() {
    JsonNode document =
        json(
            """
            {"spec": {"a": "1", "tree": {"b": 1}},
             "status": {"list": [{"x": 1, "y": 2}, {"y": 3}], "free": {"any": [1]}, "new": 1}}
            """);

    assertThat(SchemaFields.fitted(document, OLD))
        .isEqualTo(
            json(
                """
                {"spec": {"a": "1"}, "status": {"list": [{"x": 1}, {}], "free": {"any": [1]}}}
                """));
    assertThat(SchemaFields.fitted(document.path("status"), NEW.path("properties").path("status")))
        .isEqualTo(
            json("{\"list\": [{\"x\": 1, \"y\": 2}, {\"y\": 3}], \"free\": {\"any\": [1]}}"));
  }
}
