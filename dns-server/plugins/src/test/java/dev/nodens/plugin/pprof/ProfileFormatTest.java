package dev.nodens.plugin.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// `e2e/pprof/run` gives such profiles to the real tool; this holds the numbers of the fields.
class ProfileFormatTest {
  private static final Profile.Span SPAN =
      new Profile.Span(Instant.ofEpochSecond(3, 7), Duration.ofSeconds(2));

  /// The fields of a message as `number:value`, texts in quotes, messages in braces.
  private static String fields(byte[] message) {
    var fields = new ArrayList<String>();
    int[] at = {0};
    while (at[0] < message.length) {
      long tag = varint(message, at);
      long value = varint(message, at);
      if ((tag & 7) == 0) {
        fields.add((tag >> 3) + ":" + value);
      } else {
        var octets = new byte[(int) value];
        System.arraycopy(message, at[0], octets, 0, octets.length);
        at[0] += octets.length;
        fields.add((tag >> 3) + ":" + new String(octets, StandardCharsets.ISO_8859_1));
      }
    }
    return String.join(" ", fields);
  }

  private static long varint(byte[] message, int[] at) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte octet = message[at[0]++];
      value |= (octet & 0x7fL) << shift;
      if (octet >= 0) {
        return value;
      }
    }
  }

  private static List<String> messages(byte[] profile, int number) {
    var found = new ArrayList<String>();
    int[] at = {0};
    while (at[0] < profile.length) {
      long tag = varint(profile, at);
      long value = varint(profile, at);
      if ((tag & 7) == 0) {
        if (tag >> 3 == number) {
          found.add(Long.toString(value));
        }
        continue;
      }
      var octets = new byte[(int) value];
      System.arraycopy(profile, at[0], octets, 0, octets.length);
      at[0] += octets.length;
      if (tag >> 3 == number) {
        found.add(number == 6 ? new String(octets, StandardCharsets.UTF_8) : fields(octets));
      }
    }
    return found;
  }

  private static byte[] decompress(byte[] compressed) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      return in.readAllBytes();
    }
  }

  @Test
  void writesEachFrameFunctionAndTextOnce() throws IOException {
    var profile =
        new Profile(
            SPAN,
            10,
            new Profile.Measure("samples", "count"),
            new Profile.Measure("cpu", "nanoseconds"));
    Frame inner = Frame.of("a.B", "c", 7);
    Frame outer = Frame.of("a.B", "c", 9);
    profile.add(new Stack(List.of(inner, outer), Map.of("thread", "t")), 1, 10);
    profile.add(new Stack(List.of(inner, outer), Map.of("thread", "t")), 1, 10);
    profile.add(new Stack(List.of(outer), Map.of()), 1, -10);

    byte[] octets = decompress(ProfileFormat.encode(profile));

    assertThat(messages(octets, 6))
        .containsExactly(
            "",
            "samples",
            "count",
            "cpu",
            "nanoseconds",
            "a.B.c",
            "a/B.java",
            "thread",
            "t",
            "nodens");
    assertThat(messages(octets, 1)).containsExactly("1:1 2:2", "1:3 2:4");
    assertThat(messages(octets, 2))
        .containsExactly("1:1 1:2 2:2 2:20 3:\b\u0007\u0010\b", "1:2 2:1 2:-10");
    assertThat(messages(octets, 3)).containsExactly("1:1 5:9 7:1 8:1 9:1 10:1");
    assertThat(messages(octets, 4))
        .containsExactly("1:1 2:1 4:\b\u0001\u0010\u0007", "1:2 2:1 4:\b\u0001\u0010\t");
    assertThat(messages(octets, 5)).containsExactly("1:1 2:5 3:5 4:6");
    assertThat(messages(octets, 9)).containsExactly("3000000007");
    assertThat(messages(octets, 10)).containsExactly("2000000000");
    assertThat(messages(octets, 11)).containsExactly("1:3 2:4");
    assertThat(messages(octets, 12)).containsExactly("10");
    assertThat(messages(octets, 14)).containsExactly("3");
  }

  @Test
  void boundsTheStacks() {
    var profile = new Profile(SPAN, 1, new Profile.Measure("a", "count"));
    for (int i = 0; i < 30_000; i++) {
      profile.add(Stack.named("s" + i), 1);
    }
    assertThat(profile.samples()).hasSize(20_001);
    assertThat(profile.total(0)).isEqualTo(30_000);
    assertThat(profile.value(Stack.named("(other stacks)"), 0)).isEqualTo(10_000);
  }
}
