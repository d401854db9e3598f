package dev.nodens.plugin.trace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The JSON that Datadog's agent takes at `/v0.4/traces`: a list of traces, each a list of spans.
final class DatadogFormat implements SpanFormat {
  private static final String KEEP = "1";

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
    var json = new Json().open('[');
    for (List<RecordedSpan> trace : traces.values()) {
      json.open('[');
      trace.forEach(span -> write(span, json));
      json.close(']');
    }
    return json.close(']').toString();
  }

  private void write(RecordedSpan span, Json json) {
    json.open('{');
    json.key("trace_id").number(span.trace().low());
    json.key("span_id").number(span.id());
    json.key("parent_id").number(span.parentId());
    json.key("name").text(span.name());
    json.key("resource").text(span.name());
    json.key("service").text(service);
    json.key("type").text("dns");
    json.key("start").number(span.start());
    json.key("duration").number(span.end() - span.start());
    json.key("error").number(span.failure() == null ? 0 : 1);
    writeMeta(span, json);
    writeMetrics(span, json);
    json.close('}');
  }

  private static void writeMeta(RecordedSpan span, Json json) {
    json.key("meta").open('{').key("dns").text("true");
    json.key("_dd.p.tid").text(Tracer.hex(span.trace().high()));
    span.tags().forEach((key, value) -> json.key(key).text(value));
    String failure = span.failure();
    if (failure != null) {
      json.key("error.message").text(failure).key("error.type").text("dns_error");
    }
    json.close('}');
  }

  private void writeMetrics(RecordedSpan span, Json json) {
    json.key("metrics").open('{').key("_sampling_priority_v1").literal(KEEP);
    if (analyticsRate > 0 && span.isFirst()) {
      json.key("_dd1.sr.eausr").literal(Double.toString(analyticsRate));
    }
    json.close('}');
  }
}
