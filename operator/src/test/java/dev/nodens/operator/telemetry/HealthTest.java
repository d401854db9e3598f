package dev.nodens.operator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class HealthTest {
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private final Health health =
      new Health(
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneOffset getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
              return this;
            }
          });

  @Test
  void aReconciliationThatTakesItsTimeIsNoTrouble() {
    health.began("cluster");
    now = now.plus(Health.LONGEST_RECONCILIATION);

    assertThat(health.trouble()).isEmpty();
  }

  @Test
  void aReconciliationThatHangsIsNamedUntilItEnds() {
    health.began("cluster");
    now = now.plus(Health.LONGEST_RECONCILIATION).plus(Duration.ofSeconds(1));

    assertThat(health.trouble())
        .contains("reconciliations hang: cluster since 2026-01-01T12:00:00Z");

    health.ended("cluster");

    assertThat(health.trouble()).isEmpty();
  }

  @Test
  void threadsThatWaitForEachOtherAreNamed() throws Exception {
    var one = new ReentrantLock();
    var other = new ReentrantLock();
    var bothHoldOne = new CyclicBarrier(2);
    Thread first = start("first-of-two", one, other, bothHoldOne);
    Thread second = start("second-of-two", other, one, bothHoldOne);
    while (!(one.hasQueuedThreads() && other.hasQueuedThreads())) {
      Thread.onSpinWait();
    }

    assertThat(health.trouble().orElseThrow()).contains("first-of-two").contains("second-of-two");

    first.interrupt();
    first.join();
    second.join();
    assertThat(health.trouble()).isEmpty();
  }

  private static Thread start(
      String name, ReentrantLock first, ReentrantLock second, CyclicBarrier barrier) {
    return Thread.ofPlatform()
        .name(name)
        .start(() -> {
          first.lock();
          try {
            barrier.await();
            second.lockInterruptibly();
            second.unlock();
          } catch (Exception e) {
            Thread.currentThread().interrupt();
          } finally {
            first.unlock();
          }
        });
  }
}
