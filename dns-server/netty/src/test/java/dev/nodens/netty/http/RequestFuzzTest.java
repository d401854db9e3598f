package dev.nodens.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.netty.http.Dialect.DnsQuery;
import dev.nodens.wire.Header;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a client of DNS over HTTPS or gRPC sends as a request: a query, or an answer that says
/// no. `mvn verify` runs the stored corpus; `dns-server/fuzz requests` explores.
///
/// The first octet says method and protocol, then comes the target up to a line feed, then the
/// body.
public final class RequestFuzzTest {
  static Stream<Path> corpus() throws IOException {
    return Files.list(Path.of("src/test/resources/fuzz/requests"));
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void readsOrRefuses(Path file) throws IOException {
    fuzzerTestOneInput(Files.readAllBytes(file));
  }

  private static final List<String> METHODS = List.of("POST", "GET", "PUT", "");
  private static final List<Integer> STATUSES = List.of(200, 400, 404, 405, 415);
  private static final int GRPC = 4;

  /// Where the fuzzer begins.
  public static void fuzzerTestOneInput(byte[] bytes) {
    int line = 0;
    while (line < bytes.length && bytes[line] != '\n') {
      line++;
    }
    int first = bytes.length == 0 ? 0 : bytes[0];
    int from = Math.min(1, line);
    String target = new String(bytes, from, line - from, StandardCharsets.ISO_8859_1);
    byte[] body = Arrays.copyOfRange(bytes, Math.min(line + 1, bytes.length), bytes.length);
    boolean grpc = (first & GRPC) != 0;
    Dialect dialect = grpc ? new GrpcDialect() : new DohDialect();
    String method = METHODS.get(grpc ? 0 : first & 3);
    Dialect.Reading read =
        dialect.read(
            method, target, "application/grpc", Arrays.copyOf(body, 2 * body.length), body.length);
    if (read instanceof DnsQuery query) {
      assertThat(query.octets()).hasSizeGreaterThanOrEqualTo(Header.LENGTH);
      assertThat(Header.flags(query.octets()) & Header.QR).isZero();
      byte[] packet = DnsPacket.encode(query.octets(), query.octets().length);
      assertThat(DnsPacket.decode(packet, packet.length)).isEqualTo(query.octets());
    } else {
      assertThat(STATUSES).contains(((HttpAnswer) read).status());
    }
    if (body.length >= Header.LENGTH) {
      assertThat(Freshness.seconds(body, true)).isBetween(0L, 3600L);
    }
  }
}
