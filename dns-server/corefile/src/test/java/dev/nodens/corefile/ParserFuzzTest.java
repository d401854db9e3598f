package dev.nodens.corefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever the bytes: a tree or a [CorefileException], and a tree reads back from its own print.
/// `mvn test` runs the stored corpus; `dns-server/fuzz corefile` searches further.
public final class ParserFuzzTest {
  static Stream<Path> corpus() throws IOException {
    return Files.list(Path.of("src/test/resources/fuzz/corefile"));
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void parsesOrRefuses(Path file) throws IOException {
    fuzzerTestOneInput(Files.readAllBytes(file));
  }

  /// Where the fuzzer begins.
  public static void fuzzerTestOneInput(byte[] bytes) {
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
