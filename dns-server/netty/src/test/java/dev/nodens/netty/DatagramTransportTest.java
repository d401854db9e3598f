package dev.nodens.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(Leaks.class)
class DatagramTransportTest {
  private static final int PATIENCE_MILLIS = 5000;

  enum Mechanism {
    MMSG,
    NETTY_ON_EPOLL,
    NETTY_ON_NIO;

    NettyLoops loops() {
      return this == NETTY_ON_NIO ? NettyLoops.startOnNio(2) : NettyLoops.start(2);
    }

    DatagramTransport on(NettyLoops loops) throws IOException {
      return this == MMSG
          ? DatagramTransport.choose(loops, "mmsg")
          : DatagramTransport.netty(loops);
    }
  }

  static Stream<Mechanism> mechanisms() {
    return Stream.of(Mechanism.values())
        .filter(mechanism -> Epoll.isAvailable() || mechanism == Mechanism.NETTY_ON_NIO);
  }

  private static byte[] ask(InetSocketAddress server, byte[] query) throws IOException {
    try (var client = new DatagramSocket()) {
      client.setSoTimeout(PATIENCE_MILLIS);
      client.connect(server);
      client.send(new DatagramPacket(query, query.length));
      return receive(client);
    }
  }

  private static byte[] receive(DatagramSocket client) throws IOException {
    var packet = new DatagramPacket(new byte[65535], 65535);
    client.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void answersAtAnAddressOfEachFamily(Mechanism mechanism) throws IOException {
    try (NettyLoops loops = mechanism.loops()) {
      for (String host : new String[] {"127.0.0.1", "::1"}) {
        var address = new InetSocketAddress(InetAddress.ofLiteral(host), 0);
        try (DatagramListener listener =
            mechanism.on(loops).open(address, new ServerSlot(TestServer.make()))) {
          byte[] reply = ask(listener.address(), TestServer.query(7, "www.example.org."));
          assertThat(TestServer.id(reply)).isEqualTo(7);
          byte[] local = listener.address().getAddress().getAddress();
          assertThat(Arrays.copyOfRange(reply, reply.length - local.length, reply.length))
              .as("the exchange's local address")
              .isEqualTo(local);
        }
      }
    }
  }

  @Test
  void repliesFromTheAddressThatWasAsked() throws IOException {
    try (NettyLoops loops = NettyLoops.start(2)) {
      var wildcard = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);
      try (DatagramListener listener =
          DatagramTransport.choose(loops, "").open(wildcard, new ServerSlot(TestServer.make()))) {
        byte[] second = {127, 0, 0, 2};
        var server =
            new InetSocketAddress(InetAddress.getByAddress(second), listener.address().getPort());
        byte[] reply = ask(server, TestServer.query(1, "www.example.org."));
        assertThat(Arrays.copyOfRange(reply, reply.length - 4, reply.length)).isEqualTo(second);
      }
    }
  }

  @Test
  void keepsReplyingFromTheAddressThatWasAsked() throws IOException {
    var wildcard = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);
    try (NettyLoops loops = NettyLoops.start(2);
        DatagramListener listener = DatagramTransport.choose(loops, "").open(wildcard, slot());
        var client = new DatagramSocket()) {
      client.setSoTimeout(PATIENCE_MILLIS);
      byte[] query = TestServer.query(1, "www.example.org.");
      for (int i = 0; i < 100; i++) {
        // The one that the kernel would choose by itself, and one that it would not.
        var server = InetAddress.ofLiteral(i % 2 == 0 ? "127.0.0.1" : "127.0.0.2");
        client.send(new DatagramPacket(query, query.length, server, listener.address().getPort()));
        var reply = new DatagramPacket(new byte[512], 512);
        client.receive(reply);
        assertThat(reply.getAddress()).isEqualTo(server);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void sendsRepliesOfParkedQueries(Mechanism mechanism) throws IOException {
    try (NettyLoops loops = mechanism.loops();
        DatagramListener listener = mechanism.on(loops).open(loopback(), slot())) {
      assertThat(TestServer.id(ask(listener.address(), TestServer.query(9, "slow.example.org."))))
          .isEqualTo(9);
    }
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void answersEveryQueryOfABurst(Mechanism mechanism) throws IOException {
    try (NettyLoops loops = mechanism.loops();
        DatagramListener listener = mechanism.on(loops).open(loopback(), slot());
        var client = new DatagramSocket()) {
      client.setSoTimeout(PATIENCE_MILLIS);
      client.connect(listener.address());
      var ids = new HashSet<Integer>();
      for (int id = 0; id < 200; id++) {
        byte[] query = TestServer.query(id, id % 10 == 0 ? "slow.test." : "www.test.");
        client.send(new DatagramPacket(query, query.length));
      }
      for (int i = 0; i < 200; i++) {
        ids.add(TestServer.id(receive(client)));
      }
      assertThat(ids).hasSize(200);
    }
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void readsRequestsOfUpTo4096Octets(Mechanism mechanism) throws IOException {
    try (NettyLoops loops = mechanism.loops();
        DatagramListener listener = mechanism.on(loops).open(loopback(), slot())) {
      byte[] query = Arrays.copyOf(TestServer.query(3, "www.example.org."), 4096);
      assertThat(TestServer.id(ask(listener.address(), query))).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void saysNothingToWhatIsNoQuery(Mechanism mechanism) throws IOException {
    try (NettyLoops loops = mechanism.loops();
        DatagramListener listener = mechanism.on(loops).open(loopback(), slot());
        var client = new DatagramSocket()) {
      client.connect(listener.address());
      client.send(new DatagramPacket(new byte[0], 0));
      client.send(new DatagramPacket(new byte[11], 11));
      byte[] dropped = TestServer.query(4, "dropped.test.");
      client.send(new DatagramPacket(dropped, dropped.length));
      byte[] query = TestServer.query(5, "www.test.");
      client.setSoTimeout(PATIENCE_MILLIS);
      client.send(new DatagramPacket(query, query.length));
      assertThat(TestServer.id(receive(client))).as("only the last is answered").isEqualTo(5);
      client.setSoTimeout(50);
      assertThatThrownBy(() -> receive(client)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void servesOnWithAnotherServerInItsSlot(Mechanism mechanism) throws IOException {
    var slot = slot();
    try (NettyLoops loops = mechanism.loops();
        DatagramListener listener = mechanism.on(loops).open(loopback(), slot)) {
      assertThat(ask(listener.address(), TestServer.query(1, "www.test."))).isNotEmpty();
      slot.set(TestServer.make());
      assertThat(ask(listener.address(), TestServer.query(2, "www.test."))).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void sendsWhatIsInFlightAfterItStoppedReading(Mechanism mechanism) throws IOException {
    try (NettyLoops loops = mechanism.loops();
        DatagramListener listener = mechanism.on(loops).open(loopback(), slot());
        var client = new DatagramSocket()) {
      client.setSoTimeout(PATIENCE_MILLIS);
      client.connect(listener.address());
      byte[] quick = TestServer.query(1, "www.test.");
      byte[] slow = TestServer.query(2, "slow.test.");
      client.send(new DatagramPacket(slow, slow.length));
      client.send(new DatagramPacket(quick, quick.length));
      assertThat(TestServer.id(receive(client))).isEqualTo(1);
      listener.stopReading();
      assertThat(TestServer.id(receive(client))).isEqualTo(2);
    }
  }

  /// One query after the other is when a loop waits in the socket itself.
  @ParameterizedTest
  @MethodSource("mechanisms")
  void doesEverythingElseWhileQueriesComeOneAfterTheOther(Mechanism mechanism) throws Exception {
    try (NettyLoops loops = mechanism.loops();
        DatagramListener listener = mechanism.on(loops).open(loopback(), slot());
        TcpListener streams =
            TcpListener.open(loops, loopback(), slot(), StreamService.plain(TcpLimits.DEFAULT));
        var client = new DatagramSocket()) {
      client.setSoTimeout(PATIENCE_MILLIS);
      client.connect(listener.address());
      askOneAfterTheOther(client, 2000);
      var tasks = new CountDownLatch(2);
      loops.loops().forEach(loop -> loop.execute(tasks::countDown));
      askOneAfterTheOther(client, 500);
      assertThat(tasks.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).as("tasks ran").isTrue();

      askOneAfterTheOther(client, 500);
      byte[] slow = TestServer.query(7, "slow.test.");
      client.send(new DatagramPacket(slow, slow.length));
      assertThat(TestServer.id(receive(client))).as("an answer that takes its time").isEqualTo(7);

      askOneAfterTheOther(client, 500);
      assertThat(askOverTcp(streams.address())).as("a stream").isEqualTo(8);
    }
  }

  @Test
  void readsNothingMoreOnceItIsStopped() throws IOException {
    try (NettyLoops loops = NettyLoops.start(2);
        DatagramListener listener = DatagramTransport.choose(loops, "").open(loopback(), slot());
        var client = new DatagramSocket()) {
      client.setSoTimeout(PATIENCE_MILLIS);
      client.connect(listener.address());
      askOneAfterTheOther(client, 2000);
      listener.stopReading();
      byte[] unread = TestServer.query(9, "www.test.");
      client.send(new DatagramPacket(unread, unread.length));
      client.setSoTimeout(50);
      assertThatThrownBy(() -> receive(client)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  private static int askOverTcp(InetSocketAddress server) throws IOException {
    byte[] query = TestServer.query(8, "www.test.");
    try (var client = new Socket(server.getAddress(), server.getPort())) {
      client.setSoTimeout(PATIENCE_MILLIS);
      var out = new DataOutputStream(client.getOutputStream());
      out.writeShort(query.length);
      out.write(query);
      var in = new DataInputStream(client.getInputStream());
      byte[] reply = new byte[in.readUnsignedShort()];
      in.readFully(reply);
      return TestServer.id(reply);
    }
  }

  private static void askOneAfterTheOther(DatagramSocket client, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      byte[] query = TestServer.query(i, "www.test.");
      client.send(new DatagramPacket(query, query.length));
      assertThat(TestServer.id(receive(client))).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void leavesThePortFreeWhenClosed(Mechanism mechanism) throws IOException {
    try (NettyLoops loops = mechanism.loops()) {
      DatagramListener listener = mechanism.on(loops).open(loopback(), slot());
      InetSocketAddress address = listener.address();
      listener.close();
      await("the JDK's selector frees a closed socket at its next round")
          .ignoreException(BindException.class)
          .until(() -> canBind(address));
    }
  }

  private static boolean canBind(InetSocketAddress address) throws IOException {
    try (var socket = new DatagramSocket(address)) {
      return socket.getLocalPort() == address.getPort();
    }
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void saysThatAPortIsTaken(Mechanism mechanism) throws IOException {
    try (NettyLoops loops = mechanism.loops();
        var other = new DatagramSocket(loopback())) {
      var taken = (InetSocketAddress) other.getLocalSocketAddress();
      assertThatThrownBy(() -> mechanism.on(loops).open(taken, slot()))
          .isInstanceOf(IOException.class)
          .message()
          .isEqualToIgnoringCase("address already in use");
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  }

  private static ServerSlot slot() {
    return new ServerSlot(TestServer.make());
  }
}
