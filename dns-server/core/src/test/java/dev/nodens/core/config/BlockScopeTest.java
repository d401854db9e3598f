package dev.nodens.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.Position;
import dev.nodens.corefile.ServerBlock;
import dev.nodens.corefile.Token;
import dev.nodens.corefile.ZoneKeys;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockScopeTest {
  private static final String ALPHABET = "ab.\\03 9/:-_*ü\u20ac\ud83d\ude00{}%$#[]";

  @Test
  void makesANameOfEveryKeyThatIsAccepted() {
    long seed = 20261122;
    var random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < 20_000; i++) {
      String key = text(random);
      var block = new ServerBlock(List.of(new Token(key, new Position("Corefile", 1))), List.of());
      try {
        var scope = new BlockScope(new ZoneKeys(53).of(block), block);
        assertThat(scope.zones()).as("seed %d, key %s", seed, key).isNotEmpty();
        accepted++;
      } catch (CorefileException e) {
        assertThat(e.getMessage()).as("seed %d, key %s", seed, key).startsWith("Corefile:1 - ");
      }
    }
    assertThat(accepted).isGreaterThan(1_000);
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    for (int n = 1 + random.nextInt(random.nextInt(20) == 0 ? 200 : 10); n > 0; n--) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }
}
