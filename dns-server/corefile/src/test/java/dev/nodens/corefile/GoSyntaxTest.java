package dev.nodens.corefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoSyntaxTest {

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "-0, PT0S",
    "5s, PT5S",
    "1h2m3s, PT1H2M3S",
    "1.5h, PT1H30M",
    ".5s, PT0.5S",
    "1.s, PT1S",
    "-3m, PT-3M",
    "+3m, PT3M",
    "100ms, PT0.1S",
    "7us, PT0.000007S",
    "7µs, PT0.000007S",
    "9ns, PT0.000000009S",
    "0.1ns, PT0S",
    "0s, PT0S",
  })
  void readsDurations(String text, Duration expected) {
    assertThat(GoSyntax.duration(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT10S, 10s",
    "PT-1S, -1s",
    "PT1M, 1m0s",
    "PT1H0.5S, 1h0m0.5s",
    "PT-1H-30M, -1h30m0s",
    "PT0.5S, 500ms",
    "PT0.0015S, 1.5ms",
    "PT0.000002S, 2µs",
    "PT0.000000007S, 7ns",
  })
  void writesDurationsAsGoDoes(Duration duration, String expected) {
    assertThat(GoSyntax.text(duration)).isEqualTo(expected);
    assertThat(GoSyntax.duration(expected)).isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'time: invalid duration \"\"'",
    "-, 'time: invalid duration \"-\"'",
    "s, 'time: invalid duration \"s\"'",
    ".s, 'time: invalid duration \".s\"'",
    "1.2.3s, 'time: invalid duration \"1.2.3s\"'",
    "3000000h, 'time: invalid duration \"3000000h\"'",
    "5, 'time: missing unit in duration \"5\"'",
    "1m5, 'time: missing unit in duration \"1m5\"'",
    "5d, 'time: unknown unit \"d\" in duration \"5d\"'",
    "5 s, 'time: unknown unit \" s\" in duration \"5 s\"'",
  })
  void refusesDurationsInGosWords(String text, String message) {
    assertThatThrownBy(() -> GoSyntax.duration(text)).hasMessage(message);
  }

  @Test
  void takesBareNumbersAsSecondsWhereCoreDnsDoes() {
    assertThat(GoSyntax.durationOrSeconds("30")).isEqualTo(Duration.ofSeconds(30));
    assertThat(GoSyntax.durationOrSeconds("30ms")).isEqualTo(Duration.ofMillis(30));
    assertThatThrownBy(() -> GoSyntax.durationOrSeconds("x"))
        .hasMessage("failed to parse duration 'x'");
  }

  @Test
  void readsWholeNumbers() {
    assertThat(GoSyntax.integer("-12")).isEqualTo(-12);
    assertThat(GoSyntax.integer("+0012")).isEqualTo(12);
    assertThatThrownBy(() -> GoSyntax.integer("1x"))
        .hasMessage("strconv.Atoi: parsing \"1x\": invalid syntax");
    assertThatThrownBy(() -> GoSyntax.integer(""))
        .hasMessage("strconv.Atoi: parsing \"\": invalid syntax");
    assertThatThrownBy(() -> GoSyntax.integer("99999999999999999999"))
        .hasMessage("strconv.Atoi: parsing \"99999999999999999999\": value out of range");
  }

  @Test
  void quotesControlCharacters() {
    assertThat(GoSyntax.quote("a\"b\\c\n\t\u0001ü")).isEqualTo("\"a\\\"b\\\\c\\n\\t\\x01ü\"");
  }
}
