package dev.nodens.plugin.trace;

import dev.nodens.corefile.IpLiteral;
import java.util.Collection;
import java.util.Locale;

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
    var json = new Json().open('[');
    spans.forEach(span -> write(span, json));
    return json.close(']').toString();
  }

  private void write(RecordedSpan span, Json json) {
    json.open('{');
    json.key("timestamp").number(span.start() / NANOS_PER_MICRO);
    json.key("duration").number(micros(span));
    json.key("traceId").text(span.traceId());
    json.key("id").text(Tracer.hex(span.id()));
    if (span.parentId() != 0) {
      json.key("parentId").text(Tracer.hex(span.parentId()));
    }
    json.key("name").text(span.name().toLowerCase(Locale.ROOT));
    if (span.isFirst()) {
      json.key("kind").text("SERVER");
    }
    if (span.isShared()) {
      json.key("shared").literal("true");
    }
    if (!service.isEmpty()) {
      writeLocal(json);
    }
    writeTags(span, json);
    json.close('}');
  }

  /// At least one: Zipkin takes 0 for unknown.
  private static long micros(RecordedSpan span) {
    return Math.max(1, (span.end() - span.start() + NANOS_PER_MICRO / 2) / NANOS_PER_MICRO);
  }

  private void writeLocal(Json json) {
    json.key("localEndpoint").open('{').key("serviceName").text(service);
    byte[] address = local.address();
    if (address != null) {
      json.key(address.length == 4 ? "ipv4" : "ipv6").text(IpLiteral.text(address));
      json.key("port").number(local.port());
    }
    json.close('}');
  }

  /// A failure is told as OpenTracing tells it: a tag, and two notes of the moment.
  private static void writeTags(RecordedSpan span, Json json) {
    String failure = span.failure();
    if (failure != null) {
      json.key("annotations").open('[');
      writeNote(span, "event:error", json);
      writeNote(span, "error.object:" + failure, json);
      json.close(']');
    }
    if (failure == null && span.tags().isEmpty()) {
      return;
    }
    json.key("tags").open('{');
    span.tags().forEach((key, value) -> json.key(key).text(value));
    if (failure != null) {
      json.key("error").text("true");
    }
    json.close('}');
  }

  private static void writeNote(RecordedSpan span, String text, Json json) {
    json.open('{').key("timestamp").number(span.end() / NANOS_PER_MICRO);
    json.key("value").text(text).close('}');
  }
}
