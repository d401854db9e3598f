package dev.nodens.operator.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.nodens.crd.Drift;
import dev.nodens.operator.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthorsTest {
  private static final FieldPath CONTAINER =
      FieldPath.of("spec", "containers").item(Map.of("name", TextNode.valueOf("dns-server")));

  private static final String OBJECT =
      """
      metadata:
        managedFields:
        - manager: nodens
          operation: Apply
          time: "2026-01-01T00:00:00Z"
          fieldsV1: {f:spec: {f:containers: {'k:{"name":"dns-server"}': {.: {}, f:name: {}, f:args: {}}}}}
        - manager: kubectl-edit
          operation: Update
          time: "2026-01-02T00:00:00Z"
          fieldsV1: {f:spec: {f:containers: {'k:{"name":"dns-server"}': {f:image: {}}}, f:tolerations: {}}}
        - manager: other
          operation: Update
          time: "2026-01-01T12:00:00Z"
          fieldsV1: {f:spec: {f:containers: {'k:{"name":"dns-server"}': {f:image: {}}}}}
        - manager: kube-controller-manager
          operation: Update
          subresource: status
          time: "2026-01-03T00:00:00Z"
          fieldsV1: {f:status: {f:numberReady: {}}}
      """;

  @Test
  void namesTheNewestForeignOwnerOfAField() {
    assertThat(Authors.of(Json.of(OBJECT)).ofField(CONTAINER.field("image")))
        .contains("kubectl-edit (Update)");
  }

  @Test
  void theOperatorItselfIsNoAuthor() {
    assertThat(Authors.of(Json.of(OBJECT)).ofField(CONTAINER.field("args"))).isEmpty();
  }

  @Test
  void whoOwnsAListAsAWholeOwnsItsElements() {
    FieldPath element =
        FieldPath.of("spec", "tolerations").item(Map.of("key", TextNode.valueOf("k")));

    assertThat(Authors.of(Json.of(OBJECT)).ofField(element)).contains("kubectl-edit (Update)");
  }

  @Test
  void aRemovedFieldWasRemovedByWhoWroteLast() {
    var removed =
        new Difference(
            FieldPath.of("spec", "priorityClassName"),
            Drift.Type.REMOVED,
            TextNode.valueOf("x"),
            MissingNode.getInstance());

    assertThat(Authors.of(Json.of(OBJECT)).of(removed)).contains("kubectl-edit (Update)");
  }

  @Test
  void nobodyIsNamedWhenTheOperatorWroteLast() {
    JsonNode object = Json.of(OBJECT.replace("2026-01-01T00:00:00Z", "2026-01-05T00:00:00Z"));
    var removed =
        new Difference(
            FieldPath.of("spec", "priorityClassName"),
            Drift.Type.REMOVED,
            TextNode.valueOf("x"),
            MissingNode.getInstance());

    assertThat(Authors.of(object).of(removed)).isEmpty();
  }
}
