package dev.nodens.plugin.forward;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/// Unpredictable numbers for message ids and source ports (RFC 5452 §4.3, §9.2), drawn in bulk so
/// that one costs next to nothing. One event loop each.
final class Randomness {
  private final byte[] drawn = new byte[2048];
  private int left;
  private @Nullable SecureRandom source;

  /// 0 to 65535, evenly.
  int u16() {
    if (left < 2) {
      draw();
    }
    left -= 2;
    return (drawn[left] & 0xff) << 8 | drawn[left + 1] & 0xff;
  }

  /// 0 to `bound` - 1; evenly enough for a bound far below 65,536.
  int below(int bound) {
    return bound == 1 ? 0 : u16() * bound >>> 16;
  }

  private void draw() {
    SecureRandom random = source;
    if (random == null) {
      random = new SecureRandom();
      source = random;
    }
    random.nextBytes(drawn);
    left = drawn.length;
  }
}
