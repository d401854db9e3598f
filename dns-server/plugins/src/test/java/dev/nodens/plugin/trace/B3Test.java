package dev.nodens.plugin.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class B3Test {
  private static final String NOTHING = "high=0, low=0, spanId=0, parentId=0, sampled=true";

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          x-other:1 => high=0, low=0, spanId=0, parentId=0, sampled=true
          x-b3-traceid:a1 x-b3-spanid:b2 => high=0, low=161, spanId=178, parentId=0, sampled=true
          x-b3-traceid:000000000000000100000000000000a1 x-b3-spanid:b2 x-b3-parentspanid:c3 x-b3-sampled:0 => high=1, low=161, spanId=178, parentId=195, sampled=false
          x-b3-traceid:a1 x-b3-spanid:b2 x-b3-sampled:false x-b3-flags:1 => high=0, low=161, spanId=178, parentId=0, sampled=true
          x-b3-sampled:0 => high=0, low=0, spanId=0, parentId=0, sampled=false
          b3:0 => high=0, low=0, spanId=0, parentId=0, sampled=false
          b3:00000000000000a1-00000000000000b2 => high=0, low=161, spanId=178, parentId=0, sampled=true
          b3:00000000000000a1-00000000000000b2-0-00000000000000c3 => high=0, low=161, spanId=178, parentId=195, sampled=false
          b3:00000000000000a1-00000000000000b2-d => high=0, low=161, spanId=178, parentId=0, sampled=true
          """)
  void readsWhatClientsSay(String headers, String said) {
    assertThat(read(headers)).hasToString("B3[" + said + "]");
  }

  @ParameterizedTest
  @CsvSource({
    "x-b3-traceid:a1",
    "x-b3-spanid:b2",
    "x-b3-traceid:nonsense x-b3-spanid:b2",
    "x-b3-traceid:-1 x-b3-spanid:b2",
    "x-b3-traceid:a1 x-b3-spanid:12345678901234567",
    "x-b3-traceid:123456789012345678901234567890123 x-b3-spanid:1",
    "x-b3-traceid:a1 x-b3-spanid:b2 x-b3-sampled:perhaps",
    "b3:a1-b2-1-c3-d4",
    "b3:-"
  })
  void takesWhatItCannotReadForNothing(String headers) {
    assertThat(read(headers)).hasToString("B3[" + NOTHING + "]");
  }

  private static B3 read(String headers) {
    Map<String, String> fields =
        Arrays.stream(headers.split(" "))
            .map(field -> field.split(":"))
            .collect(Collectors.toMap(field -> field[0], field -> field[1]));
    return B3.read(fields::get);
  }
}
