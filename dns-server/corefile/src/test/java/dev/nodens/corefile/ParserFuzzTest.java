package dev.nodens.corefile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/// Whatever the bytes: a tree or a [CorefileException], and a tree reads back from its own print.
/// `mvn test` runs the stored corpus; `JAZZER_FUZZ=1 mvn test -Dtest=ParserFuzzTest` searches
/// further.
class ParserFuzzTest {

  @FuzzTest(maxDuration = "2m")
  void parsesOrRefuses(byte[] bytes) {
    List<ServerBlock> blocks;
    try {
      Corefile corefile = Parser.ofText().parse("Corefile", bytes);
      blocks = corefile.blocks();
      for (ServerBlock block : blocks) {
        List<ZoneKey> zones = new ZoneKeys(53).of(block);
        assertThat(ZoneKeys.warnings(zones)).hasSizeLessThanOrEqualTo(zones.size());
      }
    } catch (CorefileException e) {
      assertThat(e.getMessage()).startsWith(e.position() + " - ");
      return;
    }

    String printed;
    try {
      printed = Printer.print(blocks);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("a Corefile cannot express");
      return;
    }

    List<ServerBlock> read = Parser.ofText().parse("Corefile", printed).blocks();
    assertThat(Printer.shape(read)).isEqualTo(Printer.shape(blocks));
  }
}
