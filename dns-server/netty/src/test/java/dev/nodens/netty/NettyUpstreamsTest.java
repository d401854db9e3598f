package dev.nodens.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.port.ClientTls;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.core.port.UpstreamTarget.Transport;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Leaks.class)
class NettyUpstreamsTest {
  private static final char[] PASSWORD = "secret".toCharArray();

  private static NettyLoops loops = NettyLoops.start(1);
  private static NettyLoops batching = loops;
  @TempDir static Path directory = Path.of("");

  @BeforeAll
  static void startLoops() throws IOException {
    loops.close();
    loops = NettyLoops.start(1);
    batching = NettyLoops.start(1);
    assertThat(DatagramTransport.choose(batching, "mmsg").name()).isEqualTo("mmsg");
  }

  @AfterAll
  static void stopLoops() {
    loops.close();
    batching.close();
  }

  /// How datagrams travel.
  private enum Datagrams {
    ONE_BY_ONE,
    IN_BATCHES;

    Loop loop() {
      return (this == IN_BATCHES ? batching : loops).loops().getFirst();
    }
  }

  /// Writes down what it hears.
  private static final class Heard implements UpstreamListener {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void connected() {
      events.add("connected");
    }

    @Override
    public void received(byte[] message, int length) {
      events.add("received " + Arrays.toString(Arrays.copyOf(message, length)));
    }

    @Override
    public void closed(String reason) {
      events.add("closed: " + reason);
    }

    String next() throws InterruptedException {
      @Nullable String event = events.poll(10, TimeUnit.SECONDS);
      return event == null ? "nothing" : event;
    }
  }

  private static UpstreamTarget target(Transport transport, InetSocketAddress address) {
    return new UpstreamTarget(
        address, transport, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static UpstreamConnection open(UpstreamTarget target, UpstreamListener listener) {
    return open(Datagrams.ONE_BY_ONE, target, listener);
  }

  private static UpstreamConnection open(
      Datagrams by, UpstreamTarget target, UpstreamListener listener) {
    var opened = new CompletableFuture<UpstreamConnection>();
    by.loop().execute(() -> opened.complete(by.loop().upstreams().open(target, listener)));
    return opened.join();
  }

  private static void onLoop(Runnable task) {
    on(Datagrams.ONE_BY_ONE, task);
  }

  private static void on(Datagrams by, Runnable task) {
    CompletableFuture.runAsync(task, by.loop()::execute).join();
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @ParameterizedTest
  @EnumSource
  void exchangesDatagrams(Datagrams by) throws Exception {
    try (var upstream = new DatagramSocket(loopback(0))) {
      var heard = new Heard();
      var address = (InetSocketAddress) upstream.getLocalSocketAddress();
      UpstreamConnection connection = open(by, target(Transport.UDP, address), heard);
      assertThat(heard.next()).isEqualTo("connected");
      on(by, () -> connection.send(new byte[] {1, 2, 3, 4}, 3));
      var packet = new DatagramPacket(new byte[16], 16);
      upstream.receive(packet);
      assertThat(Arrays.copyOf(packet.getData(), packet.getLength())).containsExactly(1, 2, 3);
      assertThat(connection.localAddress()).isEqualTo("127.0.0.1:" + packet.getPort());
      upstream.send(new DatagramPacket(new byte[] {9}, 1, packet.getSocketAddress()));
      assertThat(heard.next()).isEqualTo("received [9]");
      on(by, connection::close);
    }
  }

  @ParameterizedTest
  @EnumSource
  void exchangesManyDatagramsAtOnce(Datagrams by) throws Exception {
    try (var upstream = new DatagramSocket(loopback(0))) {
      var heard = new Heard();
      var address = (InetSocketAddress) upstream.getLocalSocketAddress();
      UpstreamConnection connection = open(by, target(Transport.UDP, address), heard);
      assertThat(heard.next()).isEqualTo("connected");
      on(
          by,
          () -> {
            for (int i = 0; i < 100; i++) {
              connection.send(new byte[] {(byte) i}, 1);
            }
          });
      var expected = new HashSet<String>();
      var seen = new HashSet<String>();
      for (int i = 0; i < 100; i++) {
        var packet = new DatagramPacket(new byte[16], 16);
        upstream.receive(packet);
        upstream.send(packet);
        expected.add("received [" + i + "]");
        seen.add(heard.next());
      }
      assertThat(seen).isEqualTo(expected);
      on(by, connection::close);
    }
  }

  @ParameterizedTest
  @EnumSource
  void exchangesLongDatagrams(Datagrams by) throws Exception {
    try (var upstream = new DatagramSocket(loopback(0))) {
      var heard = new Heard();
      var address = (InetSocketAddress) upstream.getLocalSocketAddress();
      UpstreamConnection connection = open(by, target(Transport.UDP, address), heard);
      assertThat(heard.next()).isEqualTo("connected");
      byte[] message = new byte[4096];
      Arrays.fill(message, (byte) 7);
      on(by, () -> connection.send(message, message.length));
      var packet = new DatagramPacket(new byte[5000], 5000);
      upstream.receive(packet);
      assertThat(packet.getLength()).isEqualTo(4096);
      upstream.send(packet);
      assertThat(heard.next()).isEqualTo("received " + Arrays.toString(message));
      on(by, connection::close);
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesANewSourcePortForEachConnection(Datagrams by) throws Exception {
    try (var upstream = new DatagramSocket(loopback(0))) {
      var address = (InetSocketAddress) upstream.getLocalSocketAddress();
      var seen = new HashSet<String>();
      for (int i = 0; i < 20; i++) {
        UpstreamConnection connection = open(by, target(Transport.UDP, address), new Heard());
        seen.add(connection.localAddress());
        on(by, connection::close);
      }
      assertThat(seen).hasSizeGreaterThan(10);
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysThatNobodyHearsDatagrams(Datagrams by) throws Exception {
    var heard = new Heard();
    UpstreamConnection connection = open(by, target(Transport.UDP, loopback(freePort())), heard);
    on(by, () -> connection.send(new byte[] {1}, 1));
    String first = heard.next();
    String end = first.equals("connected") ? heard.next() : first;
    assertThat(end).isEqualTo("closed: connection refused");
  }

  @ParameterizedTest
  @EnumSource
  void saysThatThereIsNoSuchSourceAddress(Datagrams by) throws Exception {
    var heard = new Heard();
    UpstreamConnection connection =
        open(
            by,
            new UpstreamTarget(
                loopback(9),
                Transport.UDP,
                Optional.empty(),
                Optional.empty(),
                Optional.of(InetAddress.ofLiteral("192.0.2.1"))),
            heard);
    on(by, () -> connection.send(new byte[] {1}, 1));
    assertThat(heard.next()).isEqualTo("closed: cannot assign requested address");
    on(by, connection::close);
  }

  @ParameterizedTest
  @EnumSource
  void hearsNoDatagramOnceItWasClosed(Datagrams by) throws Exception {
    try (var upstream = new DatagramSocket(loopback(0))) {
      var heard = new Heard();
      var address = (InetSocketAddress) upstream.getLocalSocketAddress();
      UpstreamConnection connection = open(by, target(Transport.UDP, address), heard);
      assertThat(heard.next()).isEqualTo("connected");
      on(by, () -> connection.send(new byte[] {1}, 1));
      var packet = new DatagramPacket(new byte[16], 16);
      upstream.receive(packet);
      on(by, connection::close);
      upstream.send(packet);
      on(by, () -> {});
      assertThat(heard.events).isEmpty();
    }
  }

  @Test
  void saysThatNobodyListensForStreams() throws Exception {
    var heard = new Heard();
    UpstreamConnection connection = open(target(Transport.TCP, loopback(freePort())), heard);
    onLoop(() -> connection.send(new byte[] {1}, 1));
    String first = heard.next();
    String end = first.equals("connected") ? heard.next() : first;
    assertThat(end).isEqualTo("closed: connection refused");
  }

  @Test
  void framesMessagesOfAStream() throws Exception {
    try (var listening = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var heard = new Heard();
      UpstreamConnection connection =
          open(target(Transport.TCP, loopback(listening.getLocalPort())), heard);
      onLoop(() -> connection.send(new byte[] {1, 2, 3}, 3));
      try (Socket peer = listening.accept()) {
        var in = new DataInputStream(peer.getInputStream());
        var out = new DataOutputStream(peer.getOutputStream());
        assertThat(heard.next()).isEqualTo("connected");
        assertThat(in.readUnsignedShort()).isEqualTo(3);
        assertThat(in.readNBytes(3)).containsExactly(1, 2, 3);
        out.write(new byte[] {0, 1, 7, 0, 2, 8});
        assertThat(heard.next()).isEqualTo("received [7]");
        out.write(9);
        assertThat(heard.next()).isEqualTo("received [8, 9]");
      }
      assertThat(heard.next()).isEqualTo("closed: connection closed by peer");
    }
  }

  @Test
  void isSilentOnceItWasClosed() throws Exception {
    try (var listening = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var heard = new Heard();
      UpstreamConnection connection =
          open(target(Transport.TCP, loopback(listening.getLocalPort())), heard);
      assertThat(heard.next()).isEqualTo("connected");
      onLoop(connection::close);
      try (Socket peer = listening.accept()) {
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
      }
      onLoop(() -> {});
      assertThat(heard.events).isEmpty();
    }
  }

  private static ClientTls tls() throws Exception {
    Path file = directory.resolve("keys.p12");
    if (!Files.exists(file)) {
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "dns",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=dns.example",
                  "-ext",
                  "san=dns:dns.example",
                  "-keystore",
                  file.toString(),
                  "-storepass",
                  new String(PASSWORD))
              .inheritIO()
              .start();
      assertThat(keytool.waitFor()).isZero();
    }
    KeyStore keys = KeyStore.getInstance(file.toFile(), PASSWORD);
    var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(keys, PASSWORD);
    var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustManagers.init(keys);
    return ClientTls.of(keyManagers.getKeyManagers(), trustManagers.getTrustManagers());
  }

  private static Thread echoOneFrame(ServerSocket listening) {
    return Thread.startVirtualThread(() -> {
      try (Socket peer = listening.accept()) {
        var in = new DataInputStream(peer.getInputStream());
        var out = new DataOutputStream(peer.getOutputStream());
        byte[] message = in.readNBytes(in.readUnsignedShort());
        out.writeShort(message.length);
        out.write(message);
        out.flush();
        int end = in.read();
        assertThat(end).isEqualTo(-1);
      } catch (IOException e) {
        // The client has refused the certificate.
        return;
      }
    });
  }

  @Test
  void speaksTlsWithAServerThatHasTheRightName() throws Exception {
    ClientTls tls = tls();
    try (ServerSocket listening =
        tls.context()
            .getServerSocketFactory()
            .createServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread peer = echoOneFrame(listening);
      var heard = new Heard();
      UpstreamConnection connection =
          open(
              new UpstreamTarget(
                  loopback(listening.getLocalPort()),
                  Transport.TLS,
                  Optional.of("dns.example"),
                  Optional.of(tls),
                  Optional.empty()),
              heard);
      onLoop(() -> connection.send(new byte[] {4, 2}, 2));
      assertThat(heard.next()).isEqualTo("connected");
      assertThat(heard.next()).isEqualTo("received [4, 2]");
      onLoop(connection::close);
      peer.join();
    }
  }

  @Test
  void refusesATlsServerOfAnotherName() throws Exception {
    ClientTls tls = tls();
    try (ServerSocket listening =
        tls.context()
            .getServerSocketFactory()
            .createServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread peer = echoOneFrame(listening);
      var heard = new Heard();
      open(
          new UpstreamTarget(
              loopback(listening.getLocalPort()),
              Transport.TLS,
              Optional.of("other.example"),
              Optional.of(tls),
              Optional.empty()),
          heard);
      assertThat(heard.next()).startsWith("closed: tls: ").contains("other.example");
      peer.join();
    }
  }
}
