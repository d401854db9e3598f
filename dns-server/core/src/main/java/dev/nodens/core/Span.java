package dev.nodens.core;

import org.jspecify.annotations.Nullable;

/// A piece of the work on a query that is traced: when it began, how long it took, and whose part
/// it is. Used on the exchange's event loop only.
///
/// There are spans only for the queries that the plugin `trace` picks, see [Exchange#span()].
public interface Span {
  /// Begins a part of this span now.
  Span child(String name);

  /// What this span is a part of; null for the first of a trace in this server.
  @Nullable Span parent();

  /// Says more about the span, until it is finished.
  void tag(String key, String value);

  /// What all spans of one query have in common, in hexadecimal digits.
  String traceId();

  /// Ends the span now, and hands it over to be sent. Once.
  void finish();
}
