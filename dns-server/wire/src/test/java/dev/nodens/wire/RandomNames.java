package dev.nodens.wire;

import java.util.random.RandomGenerator;

/// Random names in wire form, short and long, with octets of every value.
final class RandomNames {
  private final RandomGenerator random;

  RandomNames(RandomGenerator random) {
    this.random = random;
  }

  /// A name of at most 255 octets; one in four consists of any octets, the others of letters.
  byte[] next() {
    boolean anyOctet = random.nextInt(4) == 0;
    int most = random.nextInt(8) == 0 ? WireName.MAX_LENGTH : 40;
    byte[] name = new byte[WireName.MAX_LENGTH];
    int at = 0;
    while (random.nextInt(6) != 0 && at < most - 3) {
      int length = 1 + random.nextInt(Math.min(63, most - at - 2));
      if (random.nextBoolean()) {
        length = Math.min(length, 5);
      }
      name[at] = (byte) length;
      for (int i = 1; i <= length; i++) {
        name[at + i] = (byte) (anyOctet ? random.nextInt(256) : letter());
      }
      at += length + 1;
    }
    return java.util.Arrays.copyOf(name, at + 1);
  }

  private int letter() {
    return (random.nextBoolean() ? 'a' : 'A') + random.nextInt(4);
  }
}
