package dev.nodens.netty.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.config.ProxyProtocol;
import dev.nodens.core.config.ProxyProtocol.Policy;
import dev.nodens.wire.Octets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever stands before a query in a datagram. `mvn verify` runs the stored corpus;
/// `dns-server/fuzz proxy` explores.
public final class ProxyDatagramsFuzzTest {
  static Stream<Path> corpus() throws IOException {
    return Files.list(Path.of("src/test/resources/fuzz/proxy"));
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void readsOrRefuses(Path file) throws IOException {
    fuzzerTestOneInput(Files.readAllBytes(file));
  }

  private static final byte[] PEER = {10, 0, 0, 9};
  private static final ProxyProtocol TERMS =
      new ProxyProtocol(List.of(), Policy.USE, Duration.ofSeconds(5), 4, true);

  /// Where the fuzzer begins.
  public static void fuzzerTestOneInput(byte[] bytes) {
    var reader = new ProxyDatagrams(TERMS);
    @Nullable ProxiedDatagram said = reader.read(bytes, bytes.length, PEER, PEER.length, 53, 0);
    if (said == null) {
      return;
    }
    assertThat(reader.payloadAt()).isBetween(0, bytes.length);
    assertThat(said.client().length).isIn(4, 16);
    assertThat(said.port()).isBetween(0, 0xffff);
    byte @Nullable [] tlvs = said.tlvs();
    int at = 0;
    while (tlvs != null && at < tlvs.length) {
      assertThat(tlvs[at]).as("those that fill up are left out").isNotEqualTo((byte) 4);
      at += 3 + Octets.u16(tlvs, at + 1);
    }
    assertThat(at).isEqualTo(tlvs == null ? 0 : tlvs.length);
  }
}
