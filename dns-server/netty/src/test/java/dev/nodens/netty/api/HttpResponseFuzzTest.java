package dev.nodens.netty.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever an API server sends as a response: a body, or an [IOException]. `mvn verify` runs the
/// stored corpus; `dns-server/fuzz http` explores.
public final class HttpResponseFuzzTest {
  static Stream<Path> corpus() throws IOException {
    return Files.list(Path.of("src/test/resources/fuzz/http"));
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void readsOrRefuses(Path file) throws IOException {
    fuzzerTestOneInput(Files.readAllBytes(file));
  }

  /// Where the fuzzer begins.
  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    try (var socket = new Replying(bytes)) {
      var response = new HttpResponse(socket, socket.getInputStream(), () -> {});
      response.readHead();
      assertThat(response.status()).isBetween(-99, 999);
      byte[] body = response.body().readAllBytes();
      assertThat(body).hasSizeLessThanOrEqualTo(bytes.length);
      assertThat(response.body().read()).isEqualTo(-1);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("the server ");
    }
  }

  /// A connection on which `bytes` arrive, and then its end.
  private static final class Replying extends Socket {
    private final InputStream in;

    Replying(byte[] bytes) {
      in = new ByteArrayInputStream(bytes);
    }

    @Override
    public InputStream getInputStream() {
      return in;
    }
  }
}
