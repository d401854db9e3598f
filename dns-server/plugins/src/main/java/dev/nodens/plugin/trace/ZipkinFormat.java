package dev.nodens.plugin.trace;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.nodens.corefile.IpLiteral;
import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/// Zipkin's JSON of version 2 (openzipkin/zipkin-api, `zipkin2-api.yaml`): a list of spans.
final class ZipkinFormat implements SpanFormat {
  private static final long NANOS_PER_MICRO = 1000;

  private final String service;
  private final LocalEndpoint local;

  ZipkinFormat(String service, LocalEndpoint local) {
    this.service = service.toLowerCase(Locale.ROOT);
    this.local = local;
  }

  @Override
  public String encode(Collection<RecordedSpan> spans) {
    return SpanJson.of(json -> {
      json.writeStartArray();
      for (RecordedSpan span : spans) {
        write(span, json);
      }
      json.writeEndArray();
    });
  }

  private void write(RecordedSpan span, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("timestamp", span.start() / NANOS_PER_MICRO);
    json.writeNumberField("duration", micros(span));
    json.writeStringField("traceId", span.traceId());
    json.writeStringField("id", Tracer.hex(span.id()));
    if (span.parentId() != 0) {
      json.writeStringField("parentId", Tracer.hex(span.parentId()));
    }
    json.writeStringField("name", span.name().toLowerCase(Locale.ROOT));
    if (span.isFirst()) {
      json.writeStringField("kind", "SERVER");
    }
    if (span.isShared()) {
      json.writeBooleanField("shared", true);
    }
    if (!service.isEmpty()) {
      writeLocal(json);
    }
    writeTags(span, json);
    json.writeEndObject();
  }

  /// At least one: Zipkin takes 0 for unknown.
  private static long micros(RecordedSpan span) {
    return Math.max(1, (span.end() - span.start() + NANOS_PER_MICRO / 2) / NANOS_PER_MICRO);
  }

  private void writeLocal(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("localEndpoint");
    json.writeStringField("serviceName", service);
    byte[] address = local.address();
    if (address != null) {
      json.writeStringField(address.length == 4 ? "ipv4" : "ipv6", IpLiteral.text(address));
      json.writeNumberField("port", local.port());
    }
    json.writeEndObject();
  }

  /// A failure is told as OpenTracing tells it: a tag, and two notes of the moment.
  private static void writeTags(RecordedSpan span, JsonGenerator json) throws IOException {
    String failure = span.failure();
    if (failure != null) {
      json.writeArrayFieldStart("annotations");
      writeNote(span, "event:error", json);
      writeNote(span, "error.object:" + failure, json);
      json.writeEndArray();
    }
    if (failure == null && span.tags().isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("tags");
    for (Map.Entry<String, String> tag : span.tags().entrySet()) {
      json.writeStringField(tag.getKey(), tag.getValue());
    }
    if (failure != null) {
      json.writeStringField("error", "true");
    }
    json.writeEndObject();
  }

  private static void writeNote(RecordedSpan span, String text, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("timestamp", span.end() / NANOS_PER_MICRO);
    json.writeStringField("value", text);
    json.writeEndObject();
  }
}
