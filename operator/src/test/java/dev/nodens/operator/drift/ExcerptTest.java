package dev.nodens.operator.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.nodens.crd.Drift;
import dev.nodens.operator.Json;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExcerptTest {
  private static final String LONG =
      IntStream.rangeClosed(1, 40)
          .mapToObj(i -> "    directive-" + i + " value")
          .collect(Collectors.joining("\n", ".:53 {\n", "\n}\n"));

  @Test
  void shortValuesAreShownAsJson() {
    Excerpt excerpt =
        Excerpt.of(
            new Difference(
                FieldPath.of("spec", "x"),
                Drift.Type.ADDED,
                MissingNode.getInstance(),
                Json.of("{a: [1, two]}")));

    assertThat(excerpt.declared()).isEmpty();
    assertThat(excerpt.live()).contains("{\"a\":[1,\"two\"]}");
  }

  @Test
  void ofALongTextTheLinesThatDifferAreShown() {
    Excerpt excerpt = texts(LONG, LONG.replace("directive-30 value", "directive-30 other"));

    assertThat(excerpt.declared()).contains("line 31:     directive-30 value");
    assertThat(excerpt.live()).contains("line 31:     directive-30 other");
  }

  @Test
  void addedAndRemovedLinesAreShownWithTheirPlace() {
    assertThat(texts(LONG, LONG.replace("    directive-7 value\n", "")))
        .isEqualTo(
            new Excerpt(
                java.util.Optional.of("line 8:     directive-7 value"),
                java.util.Optional.of("line 8: (none)")));
    assertThat(texts(LONG, LONG + "a\nb\nc\nd\n").live())
        .contains("line 43: a\nb\nc\n(1 more lines)");
  }

  private static Excerpt texts(String declared, String live) {
    return Excerpt.of(
        new Difference(
            FieldPath.of("data", "Corefile"),
            Drift.Type.CHANGED,
            TextNode.valueOf(declared),
            TextNode.valueOf(live)));
  }
}
