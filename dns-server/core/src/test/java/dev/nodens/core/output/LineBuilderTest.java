package dev.nodens.core.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.wire.Name;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineBuilderTest {
  private final LineBuilder line = new LineBuilder();

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "255.255.255.255, 255.255.255.255",
    "::, [::]",
    "::1, [::1]",
    "1::, [1::]",
    "2001:db8:0:0:1:0:0:1, [2001:db8::1:0:0:1]",
    "2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]",
    "1:2:3:4:5:6:7:8, [1:2:3:4:5:6:7:8]",
    "0:1:0:0:0:1:0:0, [0:1::1:0:0]",
    "fe80::a0b:c0d, [fe80::a0b:c0d]",
    "1:0:0:2:0:0:0:3, [1:0:0:2::3]",
    "0:0:1:2:3:4:5:6, [::1:2:3:4:5:6]",
    "1:2:3:4:5:6:0:0, [1:2:3:4:5:6::]",
  })
  void writesAddresses(String text, String expected) {
    byte[] address = InetAddress.ofLiteral(text).getAddress();

    assertThat(line.address(address, address.length)).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0.000000001",
    "123456, 0.000123456",
    "1000000, 0.001",
    "1500000000, 1.5",
    "2000000000, 2",
    "12345678912, 12.345678912",
  })
  void writesSecondsAsShortAsTheyGet(long nanos, String expected) {
    assertThat(line.seconds(nanos)).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "., .",
    "www.example.org., www.example.org.",
    "a\\.b.c., a\\.b.c.",
    "a\\032b., 'a\\ b.'",
    "\\007.x., \\007.x.",
    "\\255., \\255.",
    "_a$b., _a$b.",
  })
  void escapesNames(String name, String expected) {
    assertThat(line.name(Name.parse(name).wire())).hasToString(expected);
  }

  @Test
  void appendsTextAndNumbers() {
    line.text("a").ascii(' ').number(0).ascii(' ').number(-12).ascii(' ').number(65535).text(" ü");

    assertThat(line).hasToString("a 0 -12 65535 ü");
    assertThat(line.clear().text("x".repeat(2000)).length()).isEqualTo(2000);
  }
}
