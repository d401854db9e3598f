package dev.nodens.operator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class JsonLinesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @AfterEach
  void clear() {
    MDC.clear();
  }

  private static JsonNode line(LogRecord event) throws IOException {
    event.setInstant(Instant.parse("2026-01-01T12:00:00.123456Z"));
    event.setLoggerName("dev.nodens.X");
    String text = new JsonLines().format(event);
    assertThat(text).endsWith("}\n").doesNotContain("\n\n");
    assertThat(text.strip()).doesNotContain("\n");
    return JSON.readTree(text);
  }

  @Test
  void aRecordIsOneLineWithWhatIsKnownOfTheObjectInHand() throws IOException {
    MDC.put("resource.name", "cluster");

    JsonNode line = line(new LogRecord(Level.WARNING, "two\nlines and a \"quote\""));

    assertThat(line)
        .isEqualTo(
            JSON.readTree(
                """
                {"ts": "2026-01-01T12:00:00.123456Z", "level": "warn", "logger": "dev.nodens.X",
                 "msg": "two\\nlines and a \\"quote\\"", "resource.name": "cluster"}
                """));
  }

  @Test
  void anExceptionIsThereWithItsStackTrace() throws IOException {
    var event = new LogRecord(Level.SEVERE, "failed");
    event.setThrown(new IllegalStateException("why"));

    JsonNode line = line(event);

    assertThat(line.path("level").asText()).isEqualTo("error");
    assertThat(line.path("error").asText())
        .startsWith("java.lang.IllegalStateException: why\n\tat ")
        .contains("JsonLinesTest");
  }
}
