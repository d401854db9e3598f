package dev.nodens.plugin.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.testing.ManualLoop;
import dev.nodens.plugin.trace.TraceConfig.Batching;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Runs the reporter on the test's own thread; what it sends to stops it.
@Timeout(60)
final class SpanReporterTest {
  private static final Duration NEVER = Duration.ofHours(1);
  private final Counter lost = new MetricRegistry(1).counters("lost", "Lost.").with();
  private final List<String> sent = new ArrayList<>();

  private SpanReporter reporter(Batching batching, SpanReporter.Destination destination) {
    var config =
        new TraceConfig(TraceConfig.TracingSystem.ZIPKIN, "a:1", 1, "coredns", false, 0, batching);
    return new SpanReporter(
        new ZipkinFormat("", new LocalEndpoint(null, 0)), destination, config, lost);
  }

  private static void finish(Consumer<RecordedSpan> reporter, String... names) {
    var loop = new ManualLoop(0);
    var trace = new Tracer.Trace(0, 7, true, 0, 0, loop, new SplittableRandom(1), reporter);
    for (String name : names) {
      RecordedSpan.first(trace, name, 7, 0, false).finish();
    }
  }

  private static List<String> names(String body) {
    return CollectorServer.objects(body).stream()
        .map(span -> CollectorServer.value(span, "name"))
        .toList();
  }

  @Test
  void sendsAFullBatchAtOnce() {
    var reporters = new ArrayList<SpanReporter>();
    SpanReporter reporter =
        reporter(
            new Batching(10, 2, NEVER),
            body -> {
              sent.add(body);
              if (sent.size() == 2) {
                reporters.getFirst().stop();
              }
              return 202;
            });
    reporters.add(reporter);
    finish(reporter, "a", "b", "c", "d", "e");

    reporter.run();

    assertThat(sent)
        .extracting(SpanReporterTest::names)
        .containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e"));
    assertThat(lost.value()).isZero();
  }

  @Test
  void theOldestSpansMakeRoomForNewOnes() {
    SpanReporter reporter =
        reporter(
            new Batching(2, 100, NEVER),
            body -> {
              sent.add(body);
              return 202;
            });
    finish(reporter, "a", "b", "c", "d");
    reporter.stop();

    reporter.run();

    assertThat(sent).extracting(SpanReporterTest::names).containsExactly(List.of("c", "d"));
    assertThat(lost.value()).isEqualTo(2);
  }

  @Test
  void keepsWhatNobodyTookAndSendsItWithTheNextBatch() {
    var reporters = new ArrayList<SpanReporter>();
    SpanReporter reporter =
        reporter(
            new Batching(10, 100, Duration.ofMillis(1)),
            body -> {
              sent.add(body);
              if (sent.size() == 1) {
                finish(reporters.getFirst(), "b");
                throw new ConnectException("nobody listens");
              }
              reporters.getFirst().stop();
              return 202;
            });
    reporters.add(reporter);
    finish(reporter, "a");

    reporter.run();

    assertThat(sent.getFirst()).contains("\"name\":\"a\"");
    assertThat(names(sent.getLast())).containsSequence("b").endsWith("b");
    assertThat(lost.value()).isZero();
  }

  @Test
  void countsWhatACollectorRefuses() {
    SpanReporter reporter = reporter(new Batching(10, 100, NEVER), body -> 500);
    finish(reporter, "a", "b");
    reporter.stop();

    reporter.run();

    assertThat(lost.value()).isEqualTo(2);
  }

  @Test
  void anEndpointThatIsNoUrlIsAFailureLikeOthers() {
    assertThat(List.of("http://[nonsense", "file:/tmp/x", "http://127.0.0.1:99999/"))
        .allSatisfy(url ->
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> new Collector(url).send("[]"))
                .isInstanceOf(IOException.class));
  }
}
