package dev.nodens.netty.quic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.wire.Header;
import dev.nodens.wire.Octets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a client of DNS over QUIC sends as a message, and whatever goes to an upstream. `mvn
/// verify` runs the stored corpus; `dns-server/fuzz doq` explores.
public final class DoqMessageFuzzTest {
  static Stream<Path> corpus() throws IOException {
    return Files.list(Path.of("src/test/resources/fuzz/doq"));
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void readsOrRefuses(Path file) throws IOException {
    fuzzerTestOneInput(Files.readAllBytes(file));
  }

  /// Where the fuzzer begins.
  public static void fuzzerTestOneInput(byte[] bytes) {
    byte[] framed = new byte[bytes.length + 2];
    System.arraycopy(bytes, 0, framed, 2, bytes.length);
    boolean query = DoqMessage.isQuery(framed, 2, bytes.length);
    assertThat(DoqMessage.isQuery(bytes, 0, bytes.length)).isEqualTo(query);
    if (bytes.length < Header.LENGTH) {
      assertThat(query).isFalse();
      return;
    }
    byte[] outgoing = DoqMessage.outgoing(bytes, bytes.length);
    assertThat(outgoing.length).isBetween(Header.LENGTH, bytes.length);
    assertThat(Octets.u16(outgoing, Header.ID)).isZero();
    assertThat(DoqMessage.isQuery(outgoing, 0, outgoing.length))
        .isEqualTo((Header.flags(bytes) & Header.QR) == 0);
    if (query) {
      assertThat(outgoing).isEqualTo(Arrays.copyOf(bytes, bytes.length));
    }
  }
}
