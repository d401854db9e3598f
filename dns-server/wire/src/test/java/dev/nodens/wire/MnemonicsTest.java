package dev.nodens.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names and numbers of types, classes, rcodes and opcodes.
class MnemonicsTest {
  @Test
  void everyTypeIsReadAsItIsWritten() {
    for (int code = 0; code <= 0xffff; code++) {
      String text = RrType.toText(code);
      boolean mnemonic = !text.equals("TYPE" + code);

      assertThat(mnemonic ? RrType.ofMnemonic(text) : RrType.parse(text)).isEqualTo(code);
    }
  }

  @Test
  void everyRcodeClassAndOpcodeIsReadAsItIsWritten() {
    for (int code = 0; code < 300; code++) {
      assertThat(Rcode.parse(Rcode.toText(code))).isEqualTo(code);
      assertThat(RrClass.parse(RrClass.toText(code))).isEqualTo(code);
      assertThat(Opcode.parse(Opcode.toText(code))).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a, 1",
    "TYPE65280, 65280",
    "type1, 1",
    "NSAP-PTR, 23",
    "TYPE65536, -1",
    "TYPE, -1",
    "TYPEx, -1",
    "TYPE000001, -1",
    "X, -1"
  })
  void readsTypes(String text, int code) {
    assertThat(RrType.parse(text)).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({"A, 1", "a, -1", "TYPE1, -1", "HTTPS, 65"})
  void knowsMnemonicsAlone(String text, int code) {
    assertThat(RrType.ofMnemonic(text)).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({"BADSIG, 16", "NOTIMPL, 4", "nxdomain, 3", "RCODE24, 24", "RCODE70000, -1"})
  void readsRcodes(String text, int code) {
    assertThat(Rcode.parse(text)).isEqualTo(code);
  }
}
