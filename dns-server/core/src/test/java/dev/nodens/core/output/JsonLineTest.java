package dev.nodens.core.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class JsonLineTest {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.5Z");

  @Test
  void writesMembersInTheirOrder() {
    String line =
        new JsonLine()
            .begin(TIME, "WARN", "text")
            .text("plugin", "x")
            .number("n", -3)
            .seconds("s", 1_500_000)
            .flag("yes", true)
            .none("nothing")
            .end()
            .toString();

    assertThat(line)
        .isEqualTo(
            "{\"time\":\"2026-01-01T00:00:00.500Z\",\"level\":\"WARN\",\"msg\":\"text\","
                + "\"plugin\":\"x\",\"n\":-3,\"s\":0.0015,\"yes\":true,\"nothing\":null}\n");
  }

  @Test
  void escapesWhatEndsAString() {
    String line = new JsonLine().begin(TIME, "INFO", "a\"b\\c\nd\te\u0001f\u00fc").end().toString();

    assertThat(line).contains("\"msg\":\"a\\\"b\\\\c\\nd\\te\\u0001f\u00fc\"");
  }

  @Test
  void canBeUsedAgain() {
    var line = new JsonLine();
    String first = line.begin(TIME, "INFO", "a").text("b", "c").end().toString();

    assertThat(line.begin(TIME, "INFO", "a").text("b", "c").end()).hasToString(first);
  }

  @Test
  void namesTheFormats() {
    assertThat(LogFormat.of("json")).isEqualTo(LogFormat.JSON);
    assertThat(LogFormat.of("text")).isEqualTo(LogFormat.TEXT);
    assertThatThrownBy(() -> LogFormat.of("xml"))
        .hasMessage("unknown log format \"xml\": expected text or json");
  }
}
