package dev.nodens.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Chain;
import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.core.config.ProxyProtocol;
import dev.nodens.core.config.ProxyProtocol.Policy;
import dev.nodens.core.config.StreamLimits;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.server.ServedZone;
import dev.nodens.core.server.Server;
import dev.nodens.core.server.StreamTerms;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Listeners behind a load balancer that speaks the PROXY protocol. The server answers with the
/// address that it takes for the client's.
@Timeout(60)
@ExtendWith(Leaks.class)
class ProxyListenerTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final String TCP = SIGNATURE + "2111000c" + "c0000207" + "0a000001" + "12340035";
  private static final String UDP = SIGNATURE + "2112000c" + "c0000207" + "0a000001" + "12340035";

  @TempDir private Path directory = Path.of("");
  private NettyLoops loops = NettyLoops.start(1);

  @BeforeEach
  void startLoops() {
    loops.close();
    loops = NettyLoops.start(2);
  }

  @AfterEach
  void stopLoops() {
    loops.close();
  }

  private static Server server(Policy policy, StreamLimits limits) {
    Handler handler = ProxyListenerTest::serve;
    var chain = new Chain(List.of("test"), List.of(handler));
    Name root = Name.parse(".");
    var zone = new ServedZone(0, "dns://:0", root, ".", chain);
    var panics = new MetricRegistry(4).counters("panics", "").with();
    return new Server("dns://:0", List.of(zone), false, "revision", List.of(), panics)
        .withStreams(new StreamTerms(limits, null, 0, 0, null))
        .withProxy(new ProxyProtocol(List.of(), policy, Duration.ZERO, 10, true));
  }

  private static Outcome serve(Exchange exchange) {
    MessageWriter reply = exchange.startReply(Rcode.NOERROR, true);
    reply.beginAtQuestion(RrType.A, RrClass.IN, 30);
    reply.data(exchange.clientAddress(), 0, 4);
    reply.end(RecordCursor.ANSWER);
    return Outcome.ANSWERED;
  }

  private TcpListener listenTcp(Policy policy, StreamLimits limits) throws IOException {
    Server server = server(policy, limits);
    var slot = new ServerSlot(server);
    var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    return TcpListener.open(loops, address, slot, new ServedStreams(slot, Runnable::run));
  }

  private static Socket connect(TcpListener listener) throws IOException {
    var client = new Socket(InetAddress.ofLiteral("127.0.0.1"), listener.address().getPort());
    client.setSoTimeout(10_000);
    return client;
  }

  private static byte[] framed() {
    byte[] query = TestServer.query(7, "www.example.org.");
    return ByteBuffer.allocate(2 + query.length).putShort((short) query.length).put(query).array();
  }

  /// The address in the reply, or `closed`.
  private static String reply(Socket client) throws IOException {
    var in = new DataInputStream(client.getInputStream());
    int first = in.read();
    if (first < 0) {
      return "closed";
    }
    byte[] message = in.readNBytes(first << 8 | in.read());
    return address(message, message.length);
  }

  private static String address(byte[] message, int length) throws IOException {
    byte[] last = Arrays.copyOfRange(message, length - 4, length);
    return InetAddress.getByAddress(last).getHostAddress();
  }

  private static byte[] header(String what) {
    return what.startsWith("PROXY")
        ? (what + "\r\n").getBytes(StandardCharsets.US_ASCII)
        : HexFormat.of().parseHex(what);
  }

  @ParameterizedTest
  @CsvSource({
    "USE, PROXY TCP4 192.0.2.7 10.0.0.1 4660 53, 192.0.2.7",
    "USE, PROXY UNKNOWN, 127.0.0.1",
    "USE, " + TCP + ", 192.0.2.7",
    "USE, " + SIGNATURE + "20000000, 127.0.0.1",
    "USE, '', 127.0.0.1",
    "USE, PROXY TCP4 nobody 10.0.0.1 4660 53, closed",
    "USE, " + SIGNATURE + "31110000, closed",
    "IGNORE, " + TCP + ", 127.0.0.1",
    "IGNORE, '', 127.0.0.1",
    "REJECT, " + TCP + ", closed",
    "REJECT, '', 127.0.0.1",
    "SKIP, '', 127.0.0.1",
  })
  void aTcpPeerSpeaksForItsClient(Policy policy, String header, String client) throws Exception {
    try (TcpListener listener = listenTcp(policy, StreamLimits.DEFAULT);
        Socket peer = connect(listener)) {
      peer.getOutputStream().write(header(header));
      peer.getOutputStream().write(framed());

      assertThat(reply(peer)).isEqualTo(client);
    }
  }

  @Test
  void aWordMayComeInPieces() throws Exception {
    byte[] header = header(TCP);
    try (TcpListener listener = listenTcp(Policy.USE, StreamLimits.DEFAULT);
        Socket peer = connect(listener)) {
      peer.setTcpNoDelay(true);
      for (byte octet : header) {
        peer.getOutputStream().write(octet);
        peer.getOutputStream().flush();
      }
      peer.getOutputStream().write(framed());
      assertThat(reply(peer)).isEqualTo("192.0.2.7");
      peer.getOutputStream().write(framed());
      assertThat(reply(peer)).isEqualTo("192.0.2.7");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0d0a0d0a", SIGNATURE + "2111000cc0"})
  void aPeerThatDoesNotGoOnIsLeft(String begun) throws Exception {
    var hasty =
        new StreamLimits(
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofMillis(300),
            Integer.MAX_VALUE);
    try (TcpListener listener = listenTcp(Policy.USE, hasty);
        Socket peer = connect(listener)) {
      peer.getOutputStream().write(header(begun));

      assertThat(reply(peer)).isEqualTo("closed");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "netty, USE, " + UDP + ", 192.0.2.7",
    "netty, USE, '', 127.0.0.1",
    "netty, IGNORE, " + UDP + ", 127.0.0.1",
    "mmsg, USE, " + UDP + ", 192.0.2.7",
    "mmsg, USE, '', 127.0.0.1",
    "mmsg, IGNORE, " + UDP + ", 127.0.0.1",
  })
  void aUdpPeerSpeaksForItsClient(String transport, Policy policy, String header, String client)
      throws Exception {
    var slot = new ServerSlot(server(policy, StreamLimits.DEFAULT));
    var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    try (DatagramListener listener =
            DatagramTransport.choose(loops, transport).open(address, slot);
        var peer = new DatagramSocket()) {
      peer.setSoTimeout(5_000);
      send(peer, listener, header(SIGNATURE + "2111000c"), TestServer.query(1, "a.test."));
      send(peer, listener, header(header), TestServer.query(7, "www.example.org."));
      var packet = new DatagramPacket(new byte[512], 512);
      try {
        peer.receive(packet);
      } catch (SocketTimeoutException e) {
        throw new AssertionError("no reply", e);
      }

      assertThat(TestServer.id(packet.getData())).as("the first one is no UDP").isEqualTo(7);
      assertThat(address(packet.getData(), packet.getLength())).isEqualTo(client);
    }
  }

  private static void send(
      DatagramSocket peer, DatagramListener listener, byte[] header, byte[] query)
      throws IOException {
    byte[] octets = Arrays.copyOf(header, header.length + query.length);
    System.arraycopy(query, 0, octets, header.length, query.length);
    peer.send(new DatagramPacket(octets, octets.length, listener.address()));
  }

  @Test
  void quicConnectionsBelongToTheClientOfTheBalancer() throws Exception {
    var terms = new StreamTerms(StreamLimits.DEFAULT, HttpFixture.tls(directory), 0, 100, 0, null);
    Server server = server(Policy.USE, StreamLimits.DEFAULT).withStreams(terms);
    var slot = new ServerSlot(server);
    var streams = new ServedStreams(slot, Runnable::run);
    streams.prepare(server);
    var any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    try (QuicListener listener =
            QuicListener.open(loops, any, slot, streams, QuicListener.Protocol.DNS);
        var balancer = new Balancer(listener.address(), HexFormat.of().parseHex(UDP));
        QuicClient behind = QuicClient.connect(balancer.address(), "doq");
        QuicClient alone = QuicClient.connect(listener.address(), "doq")) {
      assertThat(addressSeen(behind)).isEqualTo("c0000207");
      assertThat(addressSeen(alone)).isEqualTo("7f000001");
    }
  }

  /// The last four octets of the reply are the data of its only record.
  private static String addressSeen(QuicClient client) throws Exception {
    byte[] query = TestServer.query(0, "www.example.org.");
    byte[] framed =
        ByteBuffer.allocate(2 + query.length).putShort((short) query.length).put(query).array();
    byte[] reply = client.send(framed, true).octets();
    return HexFormat.of().formatHex(reply, reply.length - 4, reply.length);
  }
}
