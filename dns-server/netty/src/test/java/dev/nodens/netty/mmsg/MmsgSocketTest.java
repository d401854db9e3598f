package dev.nodens.netty.mmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MmsgSocketTest {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private DatagramSocket client;
  private MmsgSocket socket;

  @BeforeEach
  void openClient() throws IOException {
    client = new DatagramSocket();
    client.setSoTimeout(5000);
  }

  @AfterEach
  void close() {
    client.close();
    if (socket != null) {
      socket.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "0.0.0.0, 127.0.0.1",
    "0.0.0.0, 127.0.0.77",
    "::1, ::1",
    "::, ::1",
  })
  void answersFromTheAddressThatWasAsked(String bound, String asked) throws IOException {
    socket = MmsgSocket.open(InetAddress.ofLiteral(bound), 0);
    InetAddress target = InetAddress.ofLiteral(asked);
    client.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, target, socket.port()));

    assertThat(echo(1)).isEqualTo(1);

    var reply = new DatagramPacket(new byte[10], 10);
    client.receive(reply);
    assertThat(reply.getAddress()).isEqualTo(target);
    assertThat(reply.getPort()).isEqualTo(socket.port());
    assertThat(Arrays.copyOf(reply.getData(), reply.getLength())).containsExactly(1, 2, 3);
  }

  @Test
  void answersEveryDatagramOfManyBatches() throws IOException {
    socket = MmsgSocket.open(InetAddress.ofLiteral("127.0.0.1"), 0);
    int count = 3 * MmsgSocket.BATCH + 5;
    for (int i = 0; i < count; i++) {
      byte[] number = {(byte) (i >> 8), (byte) i};
      client.send(new DatagramPacket(number, 2, InetAddress.ofLiteral("127.0.0.1"), socket.port()));
    }

    assertThat(echo(count)).isEqualTo(count);

    var seen = new HashSet<Integer>();
    for (int i = 0; i < count; i++) {
      var reply = new DatagramPacket(new byte[10], 10);
      client.receive(reply);
      seen.add((reply.getData()[0] & 0xff) << 8 | reply.getData()[1] & 0xff);
    }
    assertThat(seen).hasSize(count);
  }

  /// The loopback interface takes 65,536 octets at once.
  @ParameterizedTest
  @ValueSource(ints = {1232, 1233, 4096, 4097, 20_000, 65_507})
  void sendsRepliesOfEveryLength(int length) throws IOException {
    socket = MmsgSocket.open(InetAddress.ofLiteral("127.0.0.1"), 0);
    reply(length, 1);
    reply(12, 2);
    socket.flush();
    assertThat(Stream.of(received(), received()))
        .containsExactlyInAnyOrder(filled(length, 1), filled(12, 2));
    assertThat(socket.takeLost()).isZero();
  }

  /// Nobody takes anything at port 0.
  @Test
  void losesOnlyWhatIsRefused() throws IOException {
    socket = MmsgSocket.open(InetAddress.ofLiteral("127.0.0.1"), 0);
    reply(12, 1);
    socket.reply(new byte[12], 12, LOOPBACK, 4, 0, new byte[4], 0);
    reply(4000, 2);
    socket.reply(new byte[12], 12, LOOPBACK, 4, 0, new byte[4], 0);
    reply(12, 3);
    socket.flush();
    assertThat(Stream.of(received(), received(), received()))
        .containsExactly(filled(12, 1), filled(4000, 2), filled(12, 3));
    assertThat(socket.takeLost()).isEqualTo(2);
  }

  private void reply(int length, int octet) {
    byte[] message = filled(length, octet);
    socket.reply(message, length, LOOPBACK, 4, client.getLocalPort(), new byte[4], 0);
  }

  private static byte[] filled(int length, int octet) {
    byte[] message = new byte[length];
    Arrays.fill(message, (byte) octet);
    return message;
  }

  private byte[] received() throws IOException {
    var reply = new DatagramPacket(new byte[65535], 65535);
    client.receive(reply);
    return Arrays.copyOf(reply.getData(), reply.getLength());
  }

  @Test
  void tellsWhyItCannotBind() {
    assertThatThrownBy(() -> MmsgSocket.open(InetAddress.ofLiteral("192.0.2.1"), 0))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot assign requested address");
  }

  /// Echoes until `count` datagrams were answered.
  private int echo(int count) {
    int[] answered = {0};
    byte[] data = new byte[MmsgSocket.REQUEST_CAPACITY];
    byte[] sender = new byte[16];
    byte[] local = new byte[16];
    await("the kernel to deliver the datagrams")
        .until(() -> {
          int received = socket.receive();
          for (int i = 0; i < received; i++) {
            MessageVector requests = socket.requests();
            int length = requests.length(i);
            requests.copyTo(i, data, length);
            int senderLength = requests.copySender(i, sender);
            int localLength = requests.copyDestination(i, local);
            socket.reply(data, length, sender, senderLength, requests.port(i), local, localLength);
          }
          socket.flush();
          socket.recycle(received);
          answered[0] += received;
          return answered[0] >= count;
        });
    return answered[0];
  }
}
