package dev.nodens.zone;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.wire.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that a few octets make endless.
class ZoneReaderTest {
  private static final String SOA = "@ 3600 IN SOA ns hostmaster 1 2 3 4 60\n";

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({
    "$INCLUDE zone, $INCLUDE is nested too deeply",
    "$GENERATE 0-65536 h$ A 192.0.2.1, more than 65536 records in one $GENERATE",
    "$GENERATE 0-4294967295 h$ A 192.0.2.1, more than 65536 records in one $GENERATE",
  })
  void refusesWhatDoesNotEnd(String line, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("zone"), SOA + line + "\n");
    assertThatThrownBy(() -> ZoneReader.read(file, Name.parse("example.test.")))
        .isInstanceOf(ZoneException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(file.toString());
  }
}
