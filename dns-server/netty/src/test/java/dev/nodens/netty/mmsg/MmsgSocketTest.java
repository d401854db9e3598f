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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MmsgSocketTest {
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

  @Test
  void sendsRepliesThatAreLargerThanABatchSlot() throws IOException {
    socket = MmsgSocket.open(InetAddress.ofLiteral("127.0.0.1"), 0);
    byte[] large = new byte[20_000];
    Arrays.fill(large, (byte) 7);

    socket.reply(
        large, large.length, new byte[] {127, 0, 0, 1}, 4, client.getLocalPort(), new byte[4], 0);

    var reply = new DatagramPacket(new byte[65535], 65535);
    client.receive(reply);
    assertThat(reply.getLength()).isEqualTo(20_000);
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
