package dev.nodens.plugin.kubernetes.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.port.ApiServer;
import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.Draft;
import dev.nodens.plugin.kubernetes.table.ServiceRow;
import dev.nodens.plugin.kubernetes.table.SliceRow;
import dev.nodens.wire.WireName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever an API server sends as objects: rows that can be walked, or an [IOException]. `mvn
/// verify` runs the stored corpus; `dns-server/fuzz json` explores.
///
/// The first octet of an input chooses the kind of objects and who reads: the low two bits the
/// kind, with bit 3 that of a cluster set; bit 2 the reflector, which gets the rest as its
/// responses, cut at octets of value 0; bit 4 protobuf instead of JSON, where the responses of the
/// reflector are cut at three octets of value 0xff.
public final class FeedFuzzTest {
  private static final int ROUNDS = 6;
  private static final byte[] CUT = {-1, -1, -1};
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  static Stream<Path> corpus() throws IOException {
    return Files.list(Path.of("src/test/resources/fuzz/json"));
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void readsOrRefuses(Path file) throws Exception {
    fuzzerTestOneInput(Files.readAllBytes(file));
  }

  /// Where the fuzzer begins.
  public static void fuzzerTestOneInput(byte[] bytes) throws InterruptedException {
    if (bytes.length == 0) {
      return;
    }
    int mode = bytes[0];
    int kind = (mode & 3) + ((mode & 8) != 0 && (mode & 2) == 0 ? 4 : 0);
    boolean protobuf = (mode & 16) != 0;
    byte[] rest = Arrays.copyOfRange(bytes, 1, bytes.length);
    if ((mode & 4) == 0) {
      readObjects(kind, protobuf ? new ProtobufReader() : new JsonReader(), rest);
    } else {
      reflect(kind, protobuf, rest);
    }
  }

  private static Resource resource(int kind) {
    Optional<String> all = Optional.empty();
    return switch (kind) {
      case 0 -> Resource.services(all);
      case 1 -> Resource.slices(all);
      case 2 -> Resource.namespaces(all);
      case 3 -> Resource.pods(all);
      case 4 -> Resource.imports();
      default -> Resource.importedSlices(all);
    };
  }

  private static ObjectReader.Body body(int kind) {
    return switch (kind) {
      case 0 -> new ServiceBody(true);
      case 1 -> new SliceBody(true, false, true);
      case 2 -> new NamedBody(false, Set.of());
      case 3 -> new NamedBody(true, Set.of());
      case 4 -> new ImportBody();
      default -> new SliceBody(true, true, false);
    };
  }

  private static void readObjects(int kind, MemberReader in, byte[] bytes) {
    var table = new ClusterTable();
    var reader = new ObjectReader(body(kind), kind > 3);
    var row = new Draft();
    in.open(new ByteArrayInputStream(bytes));
    try {
      while (in.hasNext()) {
        reader.read(in);
        if (reader.hasKey() && reader.isComplete()) {
          reader.build(row);
          table.put(resource(kind).kind(), row, 1);
          walk(kind, row.copy());
        }
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("the API server ");
    }
    table.beginList(resource(kind).kind());
    table.endList(resource(kind).kind(), 2);
    assertThat(table.size(resource(kind).kind())).isZero();
  }

  private static void walk(int kind, byte[] row) {
    if (kind == 0 || kind == 4) {
      walkService(row);
    } else if (kind == 1 || kind == 5) {
      int endpoint = SliceRow.endpoints(row);
      while (endpoint < row.length) {
        assertThat(SliceRow.labelsLength(row, endpoint)).isLessThan(WireName.MAX_LENGTH / 2 + 2);
        endpoint = SliceRow.next(row, endpoint);
      }
      assertThat(endpoint).isEqualTo(row.length);
    }
  }

  private static void walkService(byte[] row) {
    if (ServiceRow.kind(row) == ServiceRow.EXTERNAL_NAME) {
      if (ServiceRow.hasTarget(row)) {
        int target = ServiceRow.target(row);
        assertThat(WireName.length(row, target)).isEqualTo(row.length - target);
      }
      return;
    }
    int at = ServiceRow.outside(row);
    while (at < row.length) {
      at = ServiceRow.nextOutside(row, at);
    }
    assertThat(at).isEqualTo(row.length);
  }

  private static void reflect(int kind, boolean protobuf, byte[] bytes)
      throws InterruptedException {
    var table = new ClusterTable();
    RandomGenerator first = () -> 0L;
    var context =
        new Reflector.Context(
            new Scripted(bytes, protobuf),
            table,
            new RequestBudget(0, 0, 0),
            new FeedMetrics(new MetricRegistry(1)),
            () -> NOW,
            first,
            new Stop(),
            () -> {});
    var reflector = new Reflector(resource(kind), body(kind), context);
    for (int i = 0; i < ROUNDS; i++) {
      try {
        reflector.round();
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotNull();
      }
    }
    assertThat(table.size(resource(kind).kind())).isNotNegative();
  }

  /// Gives out its octets piece by piece; the first of a piece tells the status.
  private static final class Scripted implements ApiServer {
    private final byte[] bytes;
    private final boolean protobuf;
    private int at;

    Scripted(byte[] bytes, boolean protobuf) {
      this.bytes = bytes;
      this.protobuf = protobuf;
    }

    private boolean isCut(int index) {
      return protobuf
          ? Arrays.equals(bytes, index, Math.min(index + 3, bytes.length), CUT, 0, CUT.length)
          : bytes[index] == 0;
    }

    @Override
    public Response get(String pathAndQuery, String accept, Duration idle) throws IOException {
      if (at >= bytes.length) {
        throw new IOException("nothing left");
      }
      int end = at;
      while (end < bytes.length && !isCut(end)) {
        end++;
      }
      int status =
          switch (bytes[at]) {
            case '4' -> 400;
            case 'g' -> 410;
            case '5' -> 500;
            default -> 200;
          };
      var body = new ByteArrayInputStream(bytes, Math.min(at + 1, end), Math.max(0, end - at - 1));
      at = end + (protobuf ? CUT.length : 1);
      return new Whole(status, protobuf ? ProtobufReader.CONTENT_TYPE : "application/json", body);
    }

    @Override
    public String host() {
      return "10.96.0.1:443";
    }

    @Override
    public void close() {}
  }

  private record Whole(int status, String contentType, InputStream body)
      implements ApiServer.Response {
    @Override
    public void idle(Duration silence) {}

    @Override
    public void close() {}
  }
}
