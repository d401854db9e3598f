package dev.nodens.plugin.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.port.Reloader;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorefileWatchTest implements Reloader {
  private final MetricRegistry registry = new MetricRegistry(1);
  private final CorefileWatch watch = new CorefileWatch(this, registry);
  private String current = "one";
  private String served = "one";
  private boolean broken;
  private int reloads;

  @Test
  void leavesAnUnchangedFileAlone() {
    watch.run();

    assertThat(reloads).isZero();
  }

  @Test
  void reloadsAChangedFileOnce() {
    current = "two";

    watch.run();
    watch.run();

    assertThat(reloads).isEqualTo(1);
    assertThat(failures()).isZero();
  }

  @Test
  void triesABrokenFileOnceUntilItChanges() {
    broken = true;
    current = "two";
    watch.run();
    watch.run();
    assertThat(reloads).isEqualTo(1);
    assertThat(failures()).isEqualTo(1);

    broken = false;
    current = "three";
    watch.run();

    assertThat(served).isEqualTo("three");
  }

  @Test
  void showsTheHashThatIsServedAndNoOther() {
    watch.serving();
    served = "two";
    watch.serving();

    assertThat(
            registry.gauges("coredns_reload_version_info", "", "hash", "value").metrics().keySet())
        .containsExactly(List.of("sha512", "two"));
  }

  private long failures() {
    Counter counter = registry.counters("coredns_reload_failed_total", "").with();
    return counter.value();
  }

  @Override
  public String currentHash() {
    return current;
  }

  @Override
  public String servedHash() {
    return served;
  }

  @Override
  public void reload() throws Exception {
    reloads++;
    if (broken) {
      throw new Exception("Corefile:3 - Unknown directive 'x'");
    }
    served = current;
  }
}
