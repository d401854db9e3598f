package dev.nodens.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.WireParseException;

final class WireNameTest {
  /// Twelve octets of header, then `1a 1b 0` at 12, then what the row says at 17.
  private static final String HEAD = "000000000000000000000000 0161 0162 00";

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "root,                              00,            1",
    "plain,                             016300,        3",
    "pointer to the first name,         c00c,          5",
    "labels and a pointer,              0163c00e,      5",
    "pointer into the header,           c00b,         -1",
    "pointer to itself,                 c011,         -1",
    "pointer forwards,                  c013 0163 00, -1",
    "loop over a label,                 0163c011,     -1",
    "pointer to a pointer to itself,    c011c011,     -1",
    "pointer cut,                       c0,           -1",
    "no end,                            0163,         -1",
    "label cut,                         0363,         -1",
    "label type 0x40,                   4000,         -1",
    "label type 0x80,                   8000,         -1",
    "pointer beyond the end,            ffff,         -1",
    "nothing,                           '',           -1",
  })
  void expandsOnlyWhatPointsBackwards(String what, String hex, int expected) {
    byte[] message = HexFormat.of().parseHex((HEAD + hex).replace(" ", ""));
    byte[] target = new byte[WireName.MAX_LENGTH];
    assertThat(WireName.expand(message, 17, message.length, target, 0))
        .as(what)
        .isEqualTo(expected);
  }

  @Test
  void refusesToExpandMoreThan255Octets() {
    byte[] message = new byte[1000];
    int at = Header.LENGTH;
    for (int i = 0; i < 4; i++) {
      message[at] = 63;
      at += 64;
    }
    byte[] target = new byte[512];
    assertThat(WireName.expand(message, Header.LENGTH, message.length, target, 0)).isEqualTo(-1);
    assertThat(WireName.expand(message, Header.LENGTH + 64, message.length, target, 0))
        .as("three labels of 63 octets")
        .isEqualTo(193);
    assertThat(WireName.expand(message, Header.LENGTH + 64, message.length, new byte[192], 0))
        .as("no room in the target")
        .isEqualTo(-1);
  }

  @Test
  void expandsWhateverDnsjavaReadsAndNothingElse() {
    long seed = 4;
    var random = new Random(seed);
    byte[] target = new byte[WireName.MAX_LENGTH];
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] message = hostile(random);
      int at = Header.LENGTH + random.nextInt(message.length - Header.LENGTH);
      byte[] expected = readByDnsjava(message, at);
      int length = WireName.expand(message, at, message.length, target, 0);
      if (length >= 0) {
        read++;
        assertThat(expected).as("seed %d, round %d", seed, i).isNotNull();
        assertThat(Arrays.copyOf(target, length))
            .as("seed %d, round %d", seed, i)
            .isEqualTo(expected);
        assertThat(WireName.skip(message, at, message.length)).isPositive();
        assertThat(WireName.sameName(message, at, message.length, target, 0, length)).isTrue();
      }
    }
    assertThat(read).as("names that could be read").isGreaterThan(5_000);
  }

  @Test
  void comparesCompressedNamesWithoutCase() {
    byte[] a = HexFormat.of().parseHex((HEAD + "0141c00e 0163c00e").replace(" ", ""));
    assertThat(WireName.sameName(a, 12, a.length, a, 17, a.length)).isTrue();
    assertThat(WireName.sameName(a, 12, a.length, a, 21, a.length)).isFalse();
    byte[] loop = HexFormat.of().parseHex((HEAD + "0141c011").replace(" ", ""));
    assertThat(WireName.sameName(loop, 17, loop.length, loop, 17, loop.length)).isFalse();
  }

  @Test
  void hashDependsOnTheOctetsOnly() {
    byte[] name = {9, 9, 3, 'a', 'b', 'c', 0, 9};
    byte[] same = {3, 'a', 'b', 'c', 0};
    assertThat(WireName.hash(name, 2, 5)).isEqualTo(WireName.hash(same, 0, 5));
    assertThat(WireName.hash(same, 0, 4)).isNotEqualTo(WireName.hash(same, 0, 5));
  }

  /// Short labels, pointers to anywhere, and noise.
  private static byte[] hostile(Random random) {
    byte[] message = new byte[Header.LENGTH + 20 + random.nextInt(60)];
    for (int at = Header.LENGTH; at < message.length; at++) {
      switch (random.nextInt(5)) {
        case 0 -> message[at] = 0;
        case 1, 2 -> message[at] = (byte) (1 + random.nextInt(4));
        case 3 -> {
          message[at] = (byte) 0xc0;
          if (++at < message.length) {
            message[at] = (byte) random.nextInt(message.length + 4);
          }
        }
        default -> message[at] = (byte) random.nextInt(256);
      }
    }
    return message;
  }

  private static byte @org.jspecify.annotations.Nullable [] readByDnsjava(byte[] message, int at) {
    try {
      var input = new DNSInput(message);
      input.jump(at);
      return new org.xbill.DNS.Name(input).toWire();
    } catch (WireParseException e) {
      return null;
    }
  }
}
