package dev.nodens.plugin.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/// Text that a format writes as JSON. What is not ASCII is escaped, so that half a surrogate pair
/// in a tag does no harm.
final class SpanJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private SpanJson() {}

  /// What writes one JSON value.
  interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  static String of(Content content) {
    var text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot be written", e);
    }
    return text.toString();
  }
}
