package dev.nodens.plugin.trace;

import dev.nodens.core.Span;
import dev.nodens.plugin.trace.Tracer.Trace;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A span in memory. Its event loop writes it until it is finished, the reporter reads it from then
/// on.
final class RecordedSpan implements Span {
  private final Trace trace;
  private final @Nullable RecordedSpan parent;
  private final String name;
  private final long id;
  private final long parentId;
  private final boolean shared;
  private final long start;
  private final Map<String, String> tags = new LinkedHashMap<>();
  private @Nullable String failure;
  private long end;

  private RecordedSpan(
      Trace trace,
      @Nullable RecordedSpan parent,
      String name,
      long id,
      long parentId,
      boolean shared) {
    this.trace = trace;
    this.parent = parent;
    this.name = name;
    this.id = id;
    this.parentId = parentId;
    this.shared = shared;
    this.start = trace.now();
    this.end = start;
  }

  /// The first span of a trace in this server.
  ///
  /// @param parentId a span elsewhere, or 0
  /// @param shared whether a client has a span of the same identifier
  static RecordedSpan first(Trace trace, String name, long id, long parentId, boolean shared) {
    return new RecordedSpan(trace, null, name, id, parentId, shared);
  }

  @Override
  public Span child(String childName) {
    return new RecordedSpan(trace, this, childName, trace.identifier(), id, false);
  }

  @Override
  public @Nullable Span parent() {
    return parent;
  }

  @Override
  public void tag(String key, String value) {
    tags.put(key, value);
  }

  /// Notes why there is no good answer.
  void fail(String why) {
    failure = why;
  }

  @Override
  public String traceId() {
    return trace.text();
  }

  @Override
  public void finish() {
    end = trace.now();
    if (trace.recorded()) {
      trace.finished().accept(this);
    }
  }

  Trace trace() {
    return trace;
  }

  String name() {
    return name;
  }

  long id() {
    return id;
  }

  /// 0 for none.
  long parentId() {
    return parentId;
  }

  /// Whether it is the first of its trace in this server.
  boolean isFirst() {
    return parent == null;
  }

  boolean isShared() {
    return shared;
  }

  /// Nanoseconds since 1970.
  long start() {
    return start;
  }

  /// Nanoseconds since 1970.
  long end() {
    return end;
  }

  Map<String, String> tags() {
    return tags;
  }

  @Nullable String failure() {
    return failure;
  }
}
