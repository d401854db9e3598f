package dev.nodens.zone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.RecordCursor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a zone file holds: a zone that can be sent, or a [ZoneException]. `mvn verify` runs the
/// stored corpus; `dns-server/fuzz zone` explores.
public final class ZoneReaderFuzzTest {
  private static final Name ORIGIN = Name.parse("example.test.");

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
    Zone zone;
    try {
      zone = ZoneReader.read(new ByteArrayInputStream(bytes), "file X", ORIGIN);
    } catch (ZoneException e) {
      assertThat(e.getMessage()).contains("file X");
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
