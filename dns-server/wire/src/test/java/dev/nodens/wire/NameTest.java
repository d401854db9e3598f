package dev.nodens.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.TextParseException;

/// dnsjava is the oracle: it reads what we print, and prints what we read.
final class NameTest {
  private static final long SEED = 20261122;

  @Test
  void textFormIsUnderstoodByDnsjavaAndReadBack() throws TextParseException {
    var names = new RandomNames(new Random(SEED));
    for (int i = 0; i < 5_000; i++) {
      byte[] wire = names.next();
      Name name = Name.of(wire, 0);
      var other = org.xbill.DNS.Name.fromString(name.toString());
      assertThat(other.toWire()).as("seed %d, name %s", SEED, name).isEqualTo(wire);
      assertThat(Name.parse(other.toString()).wire()).as("seed %d", SEED).isEqualTo(wire);
      assertThat(name.labels()).isEqualTo(other.labels() - 1);
    }
  }

  @Test
  void equalityAndHashIgnoreCaseAsDnsjavaDoes() throws TextParseException {
    var names = new RandomNames(new Random(SEED + 1));
    Name before = Name.ROOT;
    for (int i = 0; i < 5_000; i++) {
      Name name = Name.of(names.next(), 0);
      Name upper = Name.of(name.lower(), 0);
      assertThat(name).isEqualTo(upper).hasSameHashCodeAs(upper);
      boolean same =
          org.xbill.DNS.Name.fromString(name.toString())
              .equals(org.xbill.DNS.Name.fromString(before.toString()));
      assertThat(name.equals(before)).as("%s and %s", name, before).isEqualTo(same);
      before = name;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "example.org,         org.,          true",
    "example.org,         example.org.,  true",
    "Example.ORG,         eXample.org.,  true",
    "example.org,         .,             true",
    "notexample.org,      example.org.,  false",
    "org,                 example.org.,  false",
    "a\\.example.org,     example.org.,  false",
  })
  void knowsWhatIsAtOrBelow(String name, String ancestor, boolean expected) {
    assertThat(Name.parse(name).isAtOrBelow(Name.parse(ancestor))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", ".a", "a..b", "a\\", "a\\25", "a\\256", "a\\2x4"})
  void refusesWhatIsNoName(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Name.parse(text));
  }

  @Test
  void holdsTheLimitsOfLabelsAndNames() {
    String label = "a".repeat(63);
    assertThat(Name.parse(label).length()).isEqualTo(65);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Name.parse(label + "a"))
        .withMessageContaining("longer than 63 octets");
    String longest = label + "." + label + "." + label + "." + "a".repeat(61);
    assertThat(Name.parse(longest).length()).isEqualTo(255);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Name.parse(longest + "a"))
        .withMessageContaining("longer than 255 octets");
  }

  @Test
  void prependsLabels() {
    assertThat(Name.parse("example.org").prepend("a.b")).hasToString("a.b.example.org.");
    assertThat(Name.ROOT.prepend("a")).hasToString("a.");
  }
}
