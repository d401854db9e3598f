package dev.nodens.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.WireParseException;

/// Feeds any bytes to everything that reads messages. `mvn verify` runs the stored corpus;
/// `dns-server/fuzz wire` explores.
public final class HostileBytesFuzzTest {
  private static final int MOST = 4096;

  static Stream<Path> corpus() throws IOException {
    return Files.list(Path.of("src/test/resources/fuzz/wire"));
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void readersStayInsideTheMessage(Path file) throws IOException {
    fuzzerTestOneInput(Files.readAllBytes(file));
  }

  /// Where the fuzzer begins.
  public static void fuzzerTestOneInput(byte[] bytes) {
    byte[] message = Arrays.copyOf(bytes, Math.min(bytes.length, MOST));
    var query = new Query();
    Query.Status status = query.parse(message, message.length);
    if (status == Query.Status.OK) {
      assertThat(query.questionEnd()).isLessThanOrEqualTo(message.length);
      assertThat(query.qnameLength()).isBetween(1, WireName.MAX_LENGTH);
      assertThat(WireName.length(query.qname(), 0)).isEqualTo(query.qnameLength());
      assertThat(query.hasEdns() ? query.optionsAt() + query.optionsLength() : 0)
          .isLessThanOrEqualTo(message.length);
      assertThat(Name.parse(query.qnameText()).lower())
          .isEqualTo(Arrays.copyOf(query.qname(), query.qnameLength()));
      reply(query);
    }
    walk(message);
  }

  private static void reply(Query query) {
    var writer = new MessageWriter(0);
    writer.startReply(query);
    Records.target(writer, RecordCursor.ANSWER, RrType.CNAME, 5, query.qname());
    assertThat(new RecordCursor().reset(writer.buffer(), writer.length())).isTrue();
  }

  private static void walk(byte[] message) {
    var cursor = new RecordCursor();
    if (!cursor.reset(message, message.length)) {
      return;
    }
    int last = cursor.end();
    byte[] target = new byte[WireName.MAX_LENGTH];
    while (cursor.next()) {
      assertThat(cursor.ownerAt()).isEqualTo(last);
      assertThat(cursor.end()).isGreaterThan(last).isLessThanOrEqualTo(message.length);
      last = cursor.end();
      int length = WireName.expand(message, cursor.ownerAt(), message.length, target, 0);
      if (length >= 0) {
        assertThat(Arrays.copyOf(target, length))
            .isEqualTo(readByDnsjava(message, cursor.ownerAt()));
      }
    }
  }

  private static byte[] readByDnsjava(byte[] message, int at) {
    try {
      var input = new DNSInput(message);
      input.jump(at);
      return new org.xbill.DNS.Name(input).toWire();
    } catch (WireParseException e) {
      throw new AssertionError("dnsjava refuses a name that was read", e);
    }
  }
}
