package dev.nodens.plugin.trace;

import java.time.Duration;

/// What `trace` says.
///
/// @param type who takes the spans
/// @param endpoint `HOST:PORT`, or for Zipkin a URL
/// @param every one query of this many is traced, unsigned; 0 for none
/// @param service what spans name as the service
/// @param clientServer whether a span that a client began is continued, not made a child of
/// @param analyticsRate what share of traces Datadog is asked to analyse; 0 to 1
/// @param batching how Zipkin gets spans
public record TraceConfig(
    TracingSystem type,
    String endpoint,
    long every,
    String service,
    boolean clientServer,
    double analyticsRate,
    Batching batching) {

  /// Who takes the spans.
  public enum TracingSystem {
    ZIPKIN("localhost:9411", "coredns.io/"),
    DATADOG("localhost:8126", "coredns.io@");

    private final String endpoint;
    private final String prefix;

    TracingSystem(String endpoint, String prefix) {
      this.endpoint = endpoint;
      this.prefix = prefix;
    }

    /// Where spans go unless something else is said.
    String endpoint() {
      return endpoint;
    }

    /// The tag that holds `what` of a query.
    String tag(String what) {
      return prefix + what;
    }
  }

  /// When spans are sent.
  ///
  /// @param backlog most spans that wait; the oldest make room
  /// @param size so many are sent at once
  /// @param interval fewer are sent after this time
  public record Batching(int backlog, int size, Duration interval) {
    /// What Zipkin's own client does.
    static final Batching ZIPKIN = new Batching(1000, 100, Duration.ofSeconds(1));

    /// What Datadog's own client does, about.
    static final Batching DATADOG = new Batching(1000, 1000, Duration.ofSeconds(2));

    Batching withBacklog(int most) {
      return most == 0 ? this : new Batching(most, size, interval);
    }

    Batching withSize(int most) {
      return most == 0 ? this : new Batching(backlog, most, interval);
    }

    Batching withInterval(Duration most) {
      return most.isZero() ? this : new Batching(backlog, size, most);
    }
  }
}
