package dev.nodens.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.output.LogFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlagsTest {
  private static Flags parse(String line) {
    return Flags.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")), "");
  }

  @Test
  void hasCoreDnsDefaults() {
    assertThat(parse(""))
        .isEqualTo(
            new Flags(
                Optional.empty(),
                53,
                false,
                false,
                false,
                false,
                Optional.empty(),
                LogFormat.TEXT,
                Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({"-log-format json,JSON", "-log-format=text,TEXT"})
  void readsTheFormatOfTheLog(String line, LogFormat format) {
    assertThat(parse(line).logFormat()).isEqualTo(format);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-conf f", "--conf f", "-conf=f", "--conf=f"})
  void takesValuesInEveryWayThatGoDoes(String line) {
    assertThat(parse(line).conf()).contains("f");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-dns.port 1053", "-p 1053", "-p=1053", "-dns.port 53 -p 1053"})
  void readsThePort(String line) {
    assertThat(parse(line).port()).isEqualTo(1053);
  }

  @ParameterizedTest
  @CsvSource({"-quiet,true", "-quiet=true,true", "-quiet=1,true", "-quiet=false,false"})
  void readsSwitches(String line, boolean quiet) {
    assertThat(parse(line).quiet()).isEqualTo(quiet);
  }

  @Test
  void takesTheNumberOfLoopsFromTheEnvironmentUnlessGiven() {
    assertThat(Flags.parse(List.of(), "3").loops()).contains(3);
    assertThat(Flags.parse(List.of("-loops", "2"), "3").loops()).contains(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -nope       | flag provided but not defined: -nope
          -conf       | flag needs an argument: -conf
          extra       | extra command line argument: extra
          -p x        | invalid value "x" for -dns.port: a number from 0 to 65535
          -p 65536    | invalid value "65536" for -dns.port: a number from 0 to 65535
          -log-format xml | unknown log format "xml": expected text or json
          -quiet=no   | invalid boolean value "no" for -quiet
          """)
  void refusesWhatItDoesNotKnow(String line, String message) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
