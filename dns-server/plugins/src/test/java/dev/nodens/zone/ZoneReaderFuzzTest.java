package dev.nodens.zone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.RecordCursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a zone file holds: a zone that can be sent, or a [ZoneException]. `mvn verify` runs the
/// stored corpus; `dns-server/fuzz zone` explores.
public final class ZoneReaderFuzzTest {
  private static final Name ORIGIN = Name.parse("example.test.");
  private static final Path FILE = file();

  private static Path file() {
    try {
      Path file = Files.createTempFile("fuzz", ".zone");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  static Stream<Path> corpus() throws IOException {
    return Files.list(Path.of("src/test/resources/fuzz/zone"));
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void readsOrRefuses(Path file) throws IOException {
    fuzzerTestOneInput(Files.readAllBytes(file));
  }

  /// Where the fuzzer begins.
  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    // Not any file of this machine: some never end.
    if (new String(bytes, ISO_8859_1).toUpperCase(Locale.ROOT).contains("$INCLUDE")) {
      return;
    }
    Files.write(FILE, bytes);
    Zone zone;
    try {
      zone = ZoneReader.read(FILE, ORIGIN);
    } catch (ZoneException e) {
      assertThat(e.getMessage()).contains(FILE.toString());
      return;
    }
    send(zone);
  }

  private static void send(Zone zone) {
    var stream = new ZoneRecordStream(zone);
    var cursor = new RecordCursor();
    boolean done = false;
    int records = 0;
    while (!done) {
      var writer = new MessageWriter(0);
      writer.startEmpty(0, 0);
      done = stream.fill(writer);
      assertThat(writer.overflow()).isFalse();
      assertThat(cursor.reset(writer.buffer(), writer.length())).isTrue();
      while (cursor.next()) {
        records++;
      }
      assertThat(cursor.end()).isEqualTo(writer.length());
    }
    assertThat(records).isEqualTo(stream.written()).isGreaterThanOrEqualTo(2);
  }
}
