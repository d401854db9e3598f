package dev.nodens.plugin.trace;

import dev.nodens.core.Exchange;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.RequestHeaders;
import dev.nodens.plugin.trace.TraceConfig.TracingSystem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Begins traces. Shared by the event loops.
final class Tracer {
  static final String SERVED = "servedns";
  private static final long NANOS = 1_000_000_000L;

  private final TraceConfig config;
  private final RandomGenerator[] randomByLoop;
  private final InstantSource clock;
  private final Consumer<RecordedSpan> finished;

  /// @param finished takes spans that are over, on their event loop
  Tracer(
      TraceConfig config,
      RandomGenerator[] randomByLoop,
      InstantSource clock,
      Consumer<RecordedSpan> finished) {
    this.config = config;
    this.randomByLoop = randomByLoop;
    this.clock = clock;
    this.finished = finished;
  }

  /// What the spans of one query share.
  ///
  /// @param high upper half of the identifier; 0 if it has 64 bits
  /// @param low lower half of the identifier
  /// @param recorded whether spans are sent; a client may have decided otherwise
  /// @param epoch nanoseconds from 1970 to the moment when `loop` showed `nanoTime`
  /// @param random for the identifiers of spans
  record Trace(
      long high,
      long low,
      boolean recorded,
      long epoch,
      long nanoTime,
      Loop loop,
      RandomGenerator random,
      Consumer<RecordedSpan> finished) {

    /// Nanoseconds since 1970.
    long now() {
      return epoch + loop.nanoTime() - nanoTime;
    }

    /// A new identifier; not 0, not negative.
    long identifier() {
      return random.nextLong(1, Long.MAX_VALUE);
    }

    /// The identifier in hexadecimal digits.
    String text() {
      return (high == 0 ? "" : hex(high)) + hex(low);
    }
  }

  /// 16 hexadecimal digits.
  static String hex(long number) {
    return "%016x".formatted(number);
  }

  /// The first span of `exchange` in this server.
  RecordedSpan begin(Exchange exchange) {
    Loop loop = exchange.loop();
    RandomGenerator random = randomByLoop[loop.index()];
    Instant now = clock.instant();
    long epoch = now.getEpochSecond() * NANOS + now.getNano();
    B3 above = above(exchange);
    boolean continued = above.spanId() != 0;
    long low = continued ? above.low() : random.nextLong(1, Long.MAX_VALUE);
    long high = continued ? above.high() : high(now);
    var trace =
        new Trace(high, low, above.sampled(), epoch, loop.nanoTime(), loop, random, finished);
    if (!continued) {
      return RecordedSpan.first(trace, SERVED, low, 0, false);
    }
    return config.clientServer()
        ? RecordedSpan.first(trace, SERVED, above.spanId(), above.parentId(), true)
        : RecordedSpan.first(trace, SERVED, trace.identifier(), above.spanId(), false);
  }

  /// Datadog wants the time in the upper half.
  private long high(Instant now) {
    return config.type() == TracingSystem.DATADOG ? now.getEpochSecond() << 32 : 0;
  }

  private B3 above(Exchange exchange) {
    @Nullable Object attachment = exchange.attachment();
    return config.type() == TracingSystem.ZIPKIN && attachment instanceof RequestHeaders headers
        ? B3.read(headers)
        : B3.NONE;
  }
}
