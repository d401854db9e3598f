package dev.nodens.netty.quic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoqTurnsTest {
  @Test
  void whoWaitsFollowsInOrder() {
    var turns = new DoqTurns(2);
    List<Integer> asked = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      int query = i;
      turns.take(() -> asked.add(query));
    }
    assertThat(asked).containsExactly(1, 2);
    turns.giveBack();
    assertThat(asked).containsExactly(1, 2, 3);
    turns.giveBack();
    assertThat(asked).containsExactly(1, 2, 3, 4);
  }

  @Test
  void manyThatAreAnsweredAtOnceDoNotNest() {
    var turns = new DoqTurns(1);
    List<Integer> asked = new ArrayList<>();
    turns.take(() -> asked.add(0));
    for (int i = 1; i <= 100_000; i++) {
      int query = i;
      turns.take(() -> {
        asked.add(query);
        turns.giveBack();
      });
    }
    turns.giveBack();

    assertThat(asked).hasSize(100_001);
  }
}
