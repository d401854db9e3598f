package dev.nodens.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Leaks.class)
class TcpListenerTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final TcpLimits PATIENT = new TcpLimits(LONG, LONG, LONG, 8);

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

  private TcpListener listen(TcpLimits limits) throws IOException {
    var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    return TcpListener.open(
        loops, address, new ServerSlot(TestServer.make()), StreamService.plain(limits));
  }

  /// A client that speaks frames.
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Client(TcpListener listener) throws IOException {
      socket = new Socket();
      socket.setReceiveBufferSize(8192);
      socket.connect(listener.address());
      socket.setSoTimeout(10_000);
      in = new DataInputStream(socket.getInputStream());
      out = new DataOutputStream(socket.getOutputStream());
    }

    static byte[] frames(byte[]... messages) throws IOException {
      var bytes = new java.io.ByteArrayOutputStream();
      var data = new DataOutputStream(bytes);
      for (byte[] message : messages) {
        data.writeShort(message.length);
        data.write(message);
      }
      return bytes.toByteArray();
    }

    void send(byte[] octets) throws IOException {
      out.write(octets);
      out.flush();
    }

    byte[] receive() throws IOException {
      byte[] message = new byte[in.readUnsignedShort()];
      in.readFully(message);
      return message;
    }

    int receiveId() throws IOException {
      return TestServer.id(receive());
    }

    /// Reads until the server closes; how many messages came before that.
    int receiveToTheEnd() throws IOException {
      int messages = 0;
      try {
        while (true) {
          receive();
          messages++;
        }
      } catch (EOFException | SocketException e) {
        return messages;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void answersPipelinedQueriesEachOnce() throws IOException {
    try (TcpListener listener = listen(PATIENT);
        var client = new Client(listener)) {
      byte[][] queries =
          IntStream.range(0, 100)
              .mapToObj(id -> TestServer.query(id, "www.test."))
              .toArray(byte[][]::new);
      client.send(Client.frames(queries));
      var ids = new ArrayList<Integer>();
      for (int i = 0; i < 100; i++) {
        ids.add(client.receiveId());
      }
      assertThat(ids).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }
  }

  @Test
  void answersOutOfOrderWhenALaterQueryIsReadyFirst() throws IOException {
    try (TcpListener listener = listen(PATIENT);
        var client = new Client(listener)) {
      client.send(
          Client.frames(TestServer.query(1, "slow.test."), TestServer.query(2, "www.test.")));
      assertThat(List.of(client.receiveId(), client.receiveId())).containsExactly(2, 1);
    }
  }

  @Test
  void skipsFramesWithoutContentAndStaysSilentToWhatIsNoQuery() throws IOException {
    try (TcpListener listener = listen(PATIENT);
        var client = new Client(listener)) {
      client.send(
          Client.frames(
              new byte[0],
              new byte[11],
              TestServer.query(1, "dropped.test."),
              TestServer.query(2, "www.test.")));
      assertThat(client.receiveId()).isEqualTo(2);
    }
  }

  @Test
  void putsAFrameTogetherThatComesOctetByOctet() throws IOException {
    try (TcpListener listener = listen(PATIENT);
        var client = new Client(listener)) {
      client.socket.setTcpNoDelay(true);
      for (byte octet : Client.frames(TestServer.query(5, "www.test."))) {
        client.send(new byte[] {octet});
      }
      assertThat(client.receiveId()).isEqualTo(5);
    }
  }

  @Test
  void carriesRepliesThatUdpCannot() throws IOException {
    try (TcpListener listener = listen(PATIENT);
        var client = new Client(listener)) {
      client.send(Client.frames(TestServer.query(5, "big.test.")));
      assertThat(client.receive()).hasSizeGreaterThan(40_000);
    }
  }

  @Test
  void answersAllWhenMoreIsAskedAtOnceThanMayBeInFlight() throws IOException {
    try (TcpListener listener = listen(PATIENT);
        var client = new Client(listener)) {
      byte[][] queries =
          IntStream.range(0, 30)
              .mapToObj(id -> TestServer.query(id, "slow.test."))
              .toArray(byte[][]::new);
      client.send(Client.frames(queries));
      var ids = new ArrayList<Integer>();
      for (int i = 0; i < 30; i++) {
        ids.add(client.receiveId());
      }
      assertThat(ids).doesNotHaveDuplicates().hasSize(30);
    }
  }

  @Test
  void answersAClientThatHasClosedItsSide() throws IOException {
    try (TcpListener listener = listen(PATIENT);
        var client = new Client(listener)) {
      client.send(
          Client.frames(TestServer.query(1, "slow.test."), TestServer.query(2, "slow.test.")));
      client.socket.shutdownOutput();
      assertThat(client.receiveToTheEnd()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "one octet", "half a frame"})
  void closesAConnectionThatDoesNotAskInTime(String sent) throws IOException {
    var limits = new TcpLimits(SHORT, LONG, LONG, 8);
    byte[] frame = Client.frames(TestServer.query(1, "www.test."));
    int length =
        switch (sent) {
          case "nothing" -> 0;
          case "one octet" -> 1;
          default -> frame.length / 2;
        };
    try (TcpListener listener = listen(limits);
        var client = new Client(listener)) {
      client.send(java.util.Arrays.copyOf(frame, length));
      assertThat(client.receiveToTheEnd()).isZero();
    }
  }

  @Test
  void closesAConnectionThatFeedsAFrameTooSlowly() throws Exception {
    var limits = new TcpLimits(SHORT, LONG, LONG, 8);
    try (TcpListener listener = listen(limits);
        var client = new Client(listener)) {
      client.send(Client.frames(TestServer.query(1, "www.test.")));
      assertThat(client.receiveId()).isEqualTo(1);
      Thread feeder =
          Thread.startVirtualThread(() -> {
            try {
              while (true) {
                client.send(new byte[] {1});
                Thread.sleep(20);
              }
            } catch (IOException | InterruptedException e) {
              // The server has closed the connection, which ends the feeding.
              return;
            }
          });
      assertThat(client.receiveToTheEnd()).isZero();
      feeder.interrupt();
      feeder.join();
    }
  }

  @Test
  void closesAnIdleConnection() throws IOException {
    var limits = new TcpLimits(LONG, LONG, SHORT, 8);
    try (TcpListener listener = listen(limits);
        var client = new Client(listener)) {
      client.send(Client.frames(TestServer.query(1, "www.test.")));
      assertThat(client.receiveToTheEnd()).isEqualTo(1);
    }
  }

  @Test
  @Timeout(60)
  void closesAConnectionWhoseClientTakesNoReplies() throws IOException {
    var limits = new TcpLimits(LONG, SHORT, LONG, 8);
    try (TcpListener listener = listen(limits);
        var client = new Client(listener)) {
      byte[] query = Client.frames(TestServer.query(1, "big.test."));

      // Without a reader the buffers of both sides fill up, sending blocks, and the close ends it.
      assertThatThrownBy(() -> sendForEver(client, query)).isInstanceOf(SocketException.class);
    }
    await("its exchanges are given back").atMost(LONG).until(() -> inFlight() == 0);
  }

  private static void sendForEver(Client client, byte[] query) throws IOException {
    while (true) {
      client.send(query);
    }
  }

  @Test
  void forgetsTheQueriesOfAConnectionThatBroke() throws IOException {
    try (TcpListener listener = listen(PATIENT)) {
      try (var client = new Client(listener)) {
        client.send(
            Client.frames(TestServer.query(1, "www.test."), TestServer.query(2, "slow.test.")));
        assertThat(client.receiveId()).isEqualTo(1);
        client.socket.setSoLinger(true, 0);
      }
      await("its exchange is given back").atMost(LONG).until(() -> inFlight() == 0);
      try (var client = new Client(listener)) {
        client.send(Client.frames(TestServer.query(3, "www.test.")));
        assertThat(client.receiveId()).isEqualTo(3);
      }
    }
  }

  @Test
  void answersWhatIsInFlightAfterItStoppedReading() throws IOException {
    try (TcpListener listener = listen(PATIENT);
        var client = new Client(listener)) {
      client.send(
          Client.frames(TestServer.query(1, "www.test."), TestServer.query(2, "slow.test.")));
      assertThat(client.receiveId()).isEqualTo(1);
      listener.stopReading();
      assertThat(client.receiveId()).isEqualTo(2);
      assertThat(client.receiveToTheEnd()).isZero();
    }
  }

  private int inFlight() {
    return loops.loops().stream()
        .mapToInt(loop -> {
          var count = new java.util.concurrent.CompletableFuture<Integer>();
          loop.execute(() -> count.complete(loop.exchanges().inFlight()));
          return count.join();
        })
        .sum();
  }

  @Test
  void closesAfterTheLastQueryThatIsGranted() throws IOException {
    var limits = new TcpLimits(LONG, LONG, LONG, 8, 2);
    try (TcpListener listener = listen(limits);
        var client = new Client(listener)) {
      byte[] query = TestServer.query(7, "www.test.");

      client.send(Client.frames(query, query, query));

      assertThat(client.receiveToTheEnd()).isEqualTo(2);
    }
  }
}
