package dev.nodens.plugin.trace;

import java.util.Collection;

/// How a collector reads spans: as JSON.
sealed interface SpanFormat permits ZipkinFormat, DatadogFormat {
  /// The body of a request with `spans`, which are finished.
  String encode(Collection<RecordedSpan> spans);
}
