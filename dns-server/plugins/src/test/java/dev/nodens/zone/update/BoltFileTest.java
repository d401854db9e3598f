package dev.nodens.zone.update;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BoltFileTest {
  private static final int PAGE = 4096;

  private static byte[] file(int size) {
    byte[] large = new byte[size];
    new SplittableRandom(1).nextBytes(large);
    return BoltFile.write(
        "b", new TreeMap<>(Map.of("records", large, "origin", "example.org.".getBytes(UTF_8))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4000, 5000, 1_000_000})
  void readsWhatItWrote(int size) throws IOException {
    byte[] octets = file(size);
    assertThat(octets.length % PAGE).isZero();
    BoltFile file = BoltFile.of(octets);
    assertThat(file.value("b", "origin")).asString(UTF_8).isEqualTo("example.org.");
    assertThat(file.value("b", "records")).hasSize(size);
    assertThat(file.value("b", "missing")).isNull();
    assertThat(file.value("missing", "origin")).isNull();
  }

  @Test
  void takesTheSecondMetaPageIfTheFirstIsDamaged() throws IOException {
    byte[] octets = file(10);
    octets[30]++;
    assertThat(BoltFile.of(octets).value("b", "origin")).isNotNull();
    octets[PAGE + 30]++;
    assertThatThrownBy(() -> BoltFile.of(octets)).hasMessage("invalid database");
  }

  /// A small bucket stands in the page of its parent: bbolt's way to save pages.
  @Test
  void readsABucketThatHasNoPageOfItsOwn() throws IOException {
    byte[] octets = file(3);
    ByteBuffer file = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    int element = 3 * PAGE + 16;
    int value = element + 16 + 1;
    file.putInt(element + 12, 16 + 100);
    file.putLong(value, 0);
    file.put(value + 16, octets, 4 * PAGE, 100);
    file.put(4 * PAGE, new byte[PAGE]);
    assertThat(BoltFile.of(octets).value("b", "origin")).asString(UTF_8).isEqualTo("example.org.");
  }

  /// The bucket's page becomes a branch whose second child is the leaf.
  @Test
  void followsBranches() throws IOException {
    byte[] octets = java.util.Arrays.copyOf(file(3), 6 * PAGE);
    System.arraycopy(octets, 4 * PAGE, octets, 5 * PAGE, PAGE);
    ByteBuffer file = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    int page = 4 * PAGE;
    file.put(page, new byte[PAGE]).putShort(page + 8, (short) 1).putShort(page + 10, (short) 2);
    for (int i = 0; i < 2; i++) {
      int element = page + 16 + 16 * i;
      file.putInt(element, 64).putInt(element + 4, 1).putLong(element + 8, i == 0 ? 99 : 5);
      file.put(element + 64, (byte) (i == 0 ? 'a' : 'm'));
    }
    assertThat(BoltFile.of(octets).value("b", "origin")).isNotNull();
    assertThatThrownBy(() -> BoltFile.of(octets).value("b", "aa")).hasMessage("damaged database");
  }

  @Test
  void noDamageEndsInAnythingButAnException() {
    byte[] whole = file(3);
    var random = new SplittableRandom(42);
    int read = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] octets = whole.clone();
      for (int j = 0; j < 3; j++) {
        int page = random.nextInt(3, 5);
        octets[page * PAGE + random.nextInt(64)] = (byte) random.nextInt(256);
      }
      try {
        BoltFile.of(octets).value("b", "records");
        read++;
      } catch (IOException e) {
        assertThat(e).hasMessage("damaged database");
      }
    }
    assertThat(read).isPositive();
  }
}
