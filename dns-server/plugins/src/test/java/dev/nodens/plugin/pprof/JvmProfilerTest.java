package dev.nodens.plugin.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The JVM that runs the test; no figures, because they are of this machine at this moment.
class JvmProfilerTest {
  private final JvmProfiler profiler = new JvmProfiler(InstantSource.system());
  private volatile boolean spinning = true;
  private volatile long turns;

  @AfterEach
  void stop() {
    spinning = false;
    profiler.close();
  }

  private void spin() {
    while (spinning) {
      turns++;
    }
  }

  private static boolean hasFunction(Profile profile, String function) {
    return profile.samples().keySet().stream()
        .flatMap(stack -> stack.frames().stream())
        .anyMatch(frame -> frame.function().equals(function));
  }

  @Test
  void seesWhereTheProcessorIs() throws Exception {
    Thread.ofPlatform().name("spinner").daemon().start(this::spin);

    Profile profile = profiler.processor(Duration.ofMillis(200));

    assertThat(hasFunction(profile, JvmProfilerTest.class.getName() + ".spin")).isTrue();
    assertThat(profile.samples().keySet())
        .anyMatch(stack -> "spinner".equals(stack.labels().get("thread")));
    assertThat(profile.total(1)).isGreaterThanOrEqualTo(profile.total(0) * 1_000_000);
    assertThat(profile.span().length()).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    assertThat(turns).isPositive();
  }

  @Test
  void countsWhatIsInMemory() throws Exception {
    Profile profile = profiler.heap(false);
    assertThat(hasFunction(profile, "byte[]")).isTrue();
    assertThat(profile.total(1)).isGreaterThan(100_000);
  }

  @Test
  void listsThreadsOfBothKinds() throws Exception {
    var end = new CountDownLatch(1);
    Thread virtual = Thread.ofVirtual().name("waiting here").start(() -> await(end));
    try {
      Profiler.Threads threads = profiler.threads();
      assertThat(threads.entries())
          .anySatisfy(thread -> {
            assertThat(thread.name()).isEqualTo("waiting here");
            assertThat(thread.virtual()).isTrue();
            assertThat(thread.state()).isNotEmpty();
          })
          .anySatisfy(thread -> {
            assertThat(thread.virtual()).isFalse();
            assertThat(thread.frames())
                .extracting(Frame::function)
                .contains("java.lang.Thread.run");
          });
    } finally {
      end.countDown();
      virtual.join();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void knowsHowItWasStarted() throws Exception {
    assertThat(profiler.commandLine().getFirst()).endsWith("java");
  }

  @Test
  void endsWhenItIsClosed() {
    profiler.close();
    assertThatThrownBy(() -> profiler.allocations(Duration.ofMinutes(5)))
        .isInstanceOf(InterruptedException.class);
  }
}
