package dev.nodens.plugin.trace;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The JSON that Datadog's agent takes at `/v0.4/traces`: a list of traces, each a list of spans.
final class DatadogFormat implements SpanFormat {
  private static final int KEEP = 1;

  private final String service;
  private final double analyticsRate;

  DatadogFormat(String service, double analyticsRate) {
    this.service = service;
    this.analyticsRate = analyticsRate;
  }

  @Override
  public String encode(Collection<RecordedSpan> spans) {
    Map<Long, List<RecordedSpan>> traces = new LinkedHashMap<>();
    for (RecordedSpan span : spans) {
      traces.computeIfAbsent(span.trace().low(), trace -> new ArrayList<>()).add(span);
    }
    return SpanJson.of(json -> {
      json.writeStartArray();
      for (List<RecordedSpan> trace : traces.values()) {
        json.writeStartArray();
        for (RecordedSpan span : trace) {
          write(span, json);
        }
        json.writeEndArray();
      }
      json.writeEndArray();
    });
  }

  private void write(RecordedSpan span, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("trace_id", span.trace().low());
    json.writeNumberField("span_id", span.id());
    json.writeNumberField("parent_id", span.parentId());
    json.writeStringField("name", span.name());
    json.writeStringField("resource", span.name());
    json.writeStringField("service", service);
    json.writeStringField("type", "dns");
    json.writeNumberField("start", span.start());
    json.writeNumberField("duration", span.end() - span.start());
    json.writeNumberField("error", span.failure() == null ? 0 : 1);
    writeMeta(span, json);
    writeMetrics(span, json);
    json.writeEndObject();
  }

  private static void writeMeta(RecordedSpan span, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("meta");
    json.writeStringField("dns", "true");
    json.writeStringField("_dd.p.tid", Tracer.hex(span.trace().high()));
    for (Map.Entry<String, String> tag : span.tags().entrySet()) {
      json.writeStringField(tag.getKey(), tag.getValue());
    }
    String failure = span.failure();
    if (failure != null) {
      json.writeStringField("error.message", failure);
      json.writeStringField("error.type", "dns_error");
    }
    json.writeEndObject();
  }

  private void writeMetrics(RecordedSpan span, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("metrics");
    json.writeNumberField("_sampling_priority_v1", KEEP);
    if (analyticsRate > 0 && span.isFirst()) {
      json.writeNumberField("_dd1.sr.eausr", analyticsRate);
    }
    json.writeEndObject();
  }
}
