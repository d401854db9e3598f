package dev.nodens.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.operator.observe.ServedRevisions;
import dev.nodens.operator.observe.StaleServers;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private final Memory memory =
      new Memory(
          new ServedRevisions(addresses -> Map.of(), Clock.systemUTC()),
          new StaleServers(Clock.systemUTC()));

  @Test
  void aGenerationThatGoesBackIsNoticedOnce() {
    assertThat(memory.rewoundFrom(4)).isEmpty();
    assertThat(memory.rewoundFrom(7)).isEmpty();
    assertThat(memory.rewoundFrom(7)).isEmpty();
    assertThat(memory.rewoundFrom(5)).contains(7L);
    assertThat(memory.rewoundFrom(5)).isEmpty();
    assertThat(memory.rewoundFrom(6)).isEmpty();
  }
}
