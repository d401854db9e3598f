package dev.nodens.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.config.ServerTls;
import dev.nodens.core.config.StreamLimits;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.server.StreamTerms;
import dev.nodens.core.tls.KeyLog;
import dev.nodens.netty.QuicClient.Stream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/// DNS over QUIC (RFC 9250) as a client of Netty's sees it, which may break every rule.
@Timeout(60)
@ExtendWith(Leaks.class)
class QuicListenerTest {
  private static final StreamLimits HASTY =
      new StreamLimits(
          Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofMillis(400), Integer.MAX_VALUE);
  private static final String QUERY = "0017 0000 0000 0001 0000 0000 0000 026162 0161 0001 0001";

  @TempDir private Path directory = Path.of("");
  private final Family<Counter> responses =
      new MetricRegistry(4).counters("responses", "", "server", "status");
  private NettyLoops loops = NettyLoops.start(1);
  private StreamLimits limits = StreamLimits.DEFAULT;
  private long connections;
  private long queries;

  @BeforeEach
  void startLoops() {
    loops.close();
    loops = NettyLoops.start(2);
  }

  @AfterEach
  void stopLoops() {
    loops.close();
  }

  private QuicListener listen() throws IOException {
    ServerTls tls = HttpFixture.tls(directory);
    var terms = new StreamTerms(limits, tls, connections, 100, queries, responses);
    return HttpFixture.listenQuic(loops, QuicListener.Protocol.DNS, terms);
  }

  private static QuicClient connect(QuicListener listener) throws Exception {
    return QuicClient.connect(listener.address(), "doq");
  }

  private static byte[] framed(byte[] message) {
    return ByteBuffer.allocate(2 + message.length)
        .putShort((short) message.length)
        .put(message)
        .array();
  }

  private static byte[] query(String name) {
    return framed(TestServer.query(0, name));
  }

  private static Message reply(Stream stream) throws Exception {
    byte[] octets = stream.octets();
    assertThat(octets.length).isEqualTo(2 + ByteBuffer.wrap(octets).getChar(0));
    return new Message(Arrays.copyOfRange(octets, 2, octets.length));
  }

  private long counted(String status) {
    return responses.with("quic://:0", status).value();
  }

  @Test
  void answersAQueryAndEndsItsStream() throws Exception {
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      Stream stream = client.send(query("www.example.org."), true);

      assertThat(stream.outcome()).isEqualTo("end");
      assertThat(reply(stream).getHeader().getID()).isZero();
      assertThat(reply(stream).getSection(Section.ANSWER).getFirst().rdataToString())
          .isEqualTo("127.0.0.1");
      assertThat(counted("0x0")).isEqualTo(1);
    }
  }

  @Test
  void writesTheSecretsThatTheClientHas() throws Exception {
    Path file = directory.resolve("secrets");
    try (KeyLog log = KeyLog.open(file)) {
      ServerTls plain = HttpFixture.tls(directory);
      var tls = new ServerTls(plain.keys(), plain.authority(), plain.clients(), Optional.of(log));
      var terms = new StreamTerms(limits, tls, connections, 100, queries, responses);
      try (QuicListener listener = HttpFixture.listenQuic(loops, QuicListener.Protocol.DNS, terms);
          QuicClient client = connect(listener)) {
        assertThat(reply(client.send(query("www.example.org."), true)).getHeader()).isNotNull();

        assertThat(client.secrets).isNotEmpty();
        assertThat(Files.readAllLines(file)).containsExactlyInAnyOrderElementsOf(client.secrets);
      }
    }
  }

  @Test
  void answersManyQueriesOfOneConnection() throws Exception {
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      var streams = new ArrayList<Stream>();
      for (int i = 0; i < 300; i++) {
        streams.add(client.send(query((i % 10 == 0 ? "big" : "w") + i + ".example.org."), true));
        if (streams.size() == 20) {
          for (Stream stream : streams) {
            assertThat(reply(stream).getSection(Section.ANSWER)).isNotEmpty();
          }
          streams.clear();
        }
      }
    }
  }

  @Test
  void takesAQueryInPiecesAndWithoutItsEnd() throws Exception {
    byte[] query = query("www.example.org.");
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      Stream stream = client.send(Arrays.copyOf(query, 1), false);
      stream.send(Arrays.copyOfRange(query, 1, 9), false);
      stream.send(Arrays.copyOfRange(query, 9, query.length), false);

      assertThat(reply(stream).getSection(Section.ANSWER)).hasSize(1);
    }
  }

  /// Octets in hexadecimal; the client ends the stream after them.
  @ParameterizedTest
  @CsvSource({
    "nothing, ''",
    "half a length, 00",
    "length 0, 0000",
    "half a message, 0017 0000",
    "no header, 0003 000000",
    "an identifier, 0017 0001 0000 0001 0000 0000 0000 026162 0161 0001 0001",
    "a reply, 0017 0000 8000 0001 0000 0000 0000 026162 0161 0001 0001",
    "two queries, " + QUERY + QUERY,
    "more octets than a query, " + QUERY + " 00",
    "edns-tcp-keepalive, 0026 0000 0000 0001 0000 0000 0001 026162 0161 00 0001 0001"
        + " 00 0029 1000 00000000 0004 000b 0000",
    "a broken question, 0010 0000 0000 0001 0000 0000 0000 3f616200",
  })
  void closesTheConnectionOfAClientThatBreaksTheProtocol(String what, String octets)
      throws Exception {
    byte[] sent = HexFormat.of().parseHex(octets.replace(" ", ""));
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      client.send(sent, true);

      assertThat(client.end()).as(what).isEqualTo("application 2");
      assertThat(counted("0x2")).isEqualTo(1);
    }
  }

  @Test
  void resetsTheStreamOfADroppedQuery() throws Exception {
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      assertThat(client.send(query("dropped.example.org."), true).outcome()).isEqualTo("reset 1");
      assertThat(client.send(query("www.example.org."), true).outcome()).isEqualTo("end");
    }
  }

  @Test
  void givesUpAStreamThatNeverEnds() throws Exception {
    limits = HASTY;
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      Stream slow = client.send(new byte[] {0, 50, 0}, false);

      assertThat(slow.outcome()).isEqualTo("reset 1");
      assertThat(client.send(query("www.example.org."), true).outcome()).isEqualTo("end");
    }
  }

  @Test
  void closesAConnectionWithoutQueries() throws Exception {
    limits = HASTY;
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      assertThat(client.send(query("www.example.org."), true).outcome()).isEqualTo("end");

      assertThat(client.end()).isEqualTo("application 0");
    }
  }

  @Test
  void keepsNoMoreOfUnfinishedQueriesThanABit() throws Exception {
    byte[] most = new byte[60_000];
    most[0] = (byte) 0xff;
    most[1] = (byte) 0xff;
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      for (int i = 0; i < 6; i++) {
        client.send(most, false);
      }

      assertThat(client.end()).isEqualTo("application 4");
    }
  }

  @Test
  void disconnectsAClientThatOnlyTakesItsQueriesBack() throws Exception {
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      for (int i = 0; i < 200 && client.connection().isActive(); i++) {
        Stream stream = client.send(new byte[] {0, 50, 0}, false);
        stream.reset(3);
        stream.outcome();
      }

      assertThat(client.end()).isEqualTo("application 4");
    }
  }

  @Test
  void refusesConnectionsOverTheLimit() throws Exception {
    connections = 1;
    try (QuicListener listener = listen();
        QuicClient first = connect(listener);
        QuicClient second = connect(listener)) {
      assertThat(second.end()).isEqualTo("application 4");
      assertThat(first.send(query("www.example.org."), true).outcome()).isEqualTo("end");
    }
  }

  @Test
  void asksNoMoreQueriesAtOnceThanAllowed() throws Exception {
    queries = 1;
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      var streams = new ArrayList<Stream>();
      for (String name : List.of("s1.test.", "s2.test.", "dropped.test.", "w.test.")) {
        streams.add(client.send(query(name), true));
      }

      assertThat(streams.get(0).outcome()).isEqualTo("end");
      assertThat(streams.get(1).outcome()).isEqualTo("end");
      assertThat(streams.get(2).outcome()).isEqualTo("reset 1");
      assertThat(streams.get(3).outcome()).isEqualTo("end");
    }
  }

  @Test
  void answersWhatIsInFlightBeforeItEnds() throws Exception {
    try (QuicListener listener = listen();
        QuicClient client = connect(listener)) {
      assertThat(client.send(query("first.test."), true).outcome()).isEqualTo("end");
      Stream slow = client.send(query("slow.test."), true);
      assertThat(client.send(query("second.test."), true).outcome()).isEqualTo("end");

      listener.stopReading();

      assertThat(reply(slow).getSection(Section.ANSWER)).hasSize(1);
      assertThat(client.end()).isEqualTo("application 0");
    }
  }

  @Test
  void speaksOnlyItsOwnProtocol() throws Exception {
    try (QuicListener listener = listen()) {
      assertThatThrownBy(() -> QuicClient.connect(listener.address(), "h3").close())
          .hasRootCauseInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void needsACertificate() {
    @Nullable ServerTls none = null;
    var terms = new StreamTerms(limits, none, 0, 100, 0, responses);

    assertThatThrownBy(() -> HttpFixture.listenQuic(loops, QuicListener.Protocol.DNS, terms))
        .isInstanceOf(IOException.class)
        .hasMessage("quic: tls.Config not set");
  }
}
