package dev.nodens.plugin.dnstap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.Transport;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.ScriptedUpstreams.Link;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.plugin.Plugins;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// What collectors get over sockets of this machine.
@Timeout(60)
final class DnstapTest {
  private static final int ACCEPT = 1;
  private static final int START = 2;
  private static final int STOP = 3;
  private static final int READY = 4;

  @TempDir private Path directory = Path.of("");
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    background.shutdownNow();
  }

  @Test
  void copiesQueriesAndRepliesToAUnixSocket() throws Exception {
    Path path = directory.resolve("tap");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      PluginTester tester =
          start(
              "dnstap "
                  + path
                  + " full {\nidentity me\nversion 7\nextra {name}-{type}{rcode}{x}\n}");
      try (SocketChannel accepted = server.accept()) {
        var collector = Receiver.of(accepted);
        Message query = PluginTester.query("www.example.org.", Type.A);
        Message reply = tester.ask(query);

        Map<Integer, Object> first = collector.read();
        assertThat(text(first.get(1))).isEqualTo("me");
        assertThat(text(first.get(2))).isEqualTo("7");
        assertThat(text(first.get(3))).isEqualTo("www.example.org.-A-{x}");
        assertThat(first).containsEntry(15, 1L);
        Map<Integer, Object> asked = fields((byte[]) first.get(14));
        assertThat(asked).containsEntry(1, 5L).containsEntry(2, 1L).containsEntry(3, 1L);
        assertThat((byte[]) asked.get(4)).hasSize(4);
        assertThat(new Message((byte[]) asked.get(10))).hasToString(query.toString());

        Map<Integer, Object> answered = fields((byte[]) collector.read().get(14));
        assertThat(answered).containsEntry(1, 6L).containsKeys(8, 9, 12, 13);
        Message copied = new Message((byte[]) answered.get(14));
        assertThat(copied.getHeader().getID()).isEqualTo(reply.getHeader().getID());
        assertThat(copied.getQuestion()).isEqualTo(reply.getQuestion());

        tester.running().retire();
        assertThat(collector.readControl()).isEqualTo(STOP);
      }
    }
  }

  @Test
  void copiesWhatIsSaidToUpstreams() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      PluginTester tester =
          start(
              "dnstap tcp://127.0.0.1:"
                  + server.getLocalPort()
                  + " full\nforward . 10.0.0.1 10.0.0.2:5300 {\npolicy sequential\n}");
      try (Socket accepted = server.accept()) {
        var collector = Receiver.of(accepted);
        Message query = PluginTester.query("www.example.org.", Type.A);
        tester.send(query.toWire(), Transport.UDP);
        collector.read();
        tester.loop().upstreams().links().getFirst().fail("connection refused");

        Map<Integer, Object> first = fields((byte[]) collector.read().get(14));
        assertThat(first).containsEntry(1, 7L).containsEntry(7, 53L).containsKeys(8, 9);
        assertThat((byte[]) first.get(5)).containsExactly(10, 0, 0, 1);
        assertThat(new Message((byte[]) first.get(10))).hasToString(query.toString());

        Link link = answering(tester, 5300);
        byte[] answer = link.sent().getFirst().clone();
        answer[2] |= (byte) 0x80;
        link.reply(answer);

        Map<Integer, Object> asked = fields((byte[]) collector.read().get(14));
        assertThat(asked).containsEntry(1, 7L).containsEntry(2, 1L).containsEntry(3, 1L);
        assertThat(asked).containsEntry(6, 40212L).containsEntry(7, 5300L);
        Map<Integer, Object> replied = fields((byte[]) collector.read().get(14));
        assertThat(replied).containsEntry(1, 8L).containsKeys(8, 9, 12, 13);
        Message copied = new Message((byte[]) replied.get(14));
        assertThat(copied.getHeader().getID()).isEqualTo(query.getHeader().getID());
        assertThat(fields((byte[]) collector.read().get(14))).containsEntry(1, 6L);
      }
    }
  }

  private static Link answering(PluginTester tester, int port) {
    return tester.loop().upstreams().links().stream()
        .filter(link -> link.target().address().getPort() == port)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void copiesRepliesThatTheServerMakesItself() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      PluginTester tester =
          start("dnstap tcp://127.0.0.1:" + server.getLocalPort() + " full\nerratic {\ndrop 0\n}");
      try (Socket accepted = server.accept()) {
        var collector = Receiver.of(accepted);
        tester.ask(PluginTester.query("www.example.org.", Type.MX));
        collector.read();

        Map<Integer, Object> answered = fields((byte[]) collector.read().get(14));

        Message copied = new Message((byte[]) answered.get(14));
        assertThat(copied.getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(copied.getQuestion().getType()).isEqualTo(Type.MX);
      }
    }
  }

  @Test
  void leavesMessagesOutUnlessTheyAreWanted() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      PluginTester tester = start("dnstap tcp://127.0.0.1:" + server.getLocalPort());
      try (Socket accepted = server.accept()) {
        var collector = Receiver.of(accepted);
        tester.ask(PluginTester.query("www.example.org.", Type.A));

        assertThat(fields((byte[]) collector.read().get(14))).doesNotContainKey(10);
        assertThat(fields((byte[]) collector.read().get(14))).doesNotContainKey(14);
      }
    }
  }

  @Test
  void sendsToAllThatConnectToItsSocket() throws Exception {
    Path path = directory.resolve("listening");
    PluginTester tester = start("dnstap listen " + path + " full");
    try (SocketChannel one = SocketChannel.open(UnixDomainSocketAddress.of(path));
        SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      var first = Receiver.of(one);
      var second = Receiver.of(other);
      tester.ask(PluginTester.query("www.example.org.", Type.A));

      assertThat(first.read()).containsKey(14);
      assertThat(second.read()).containsKey(14);
    }
  }

  @Test
  void servesWithoutACollector() throws Exception {
    PluginTester tester = start("dnstap " + directory.resolve("nobody"));

    assertThat(tester.ask("www.example.org.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
  }

  private PluginTester start(String directives) {
    var platform = new TestPlatform();
    platform.blocking = background;
    return PluginTester.of(platform, ". {\n" + directives + "\nwhoami\n}\n", Plugins.ORDER);
  }

  private static String text(Object value) {
    return new String((byte[]) value, StandardCharsets.UTF_8);
  }

  /// Fields of a message by number, the last of each.
  private static Map<Integer, Object> fields(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    Map<Integer, Object> fields = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      int tag = (int) varint(in);
      Object value =
          switch (tag & 7) {
            case 0 -> varint(in);
            case 5 -> (long) in.getInt();
            default -> {
              byte[] octets = new byte[(int) varint(in)];
              in.get(octets);
              yield octets;
            }
          };
      fields.put(tag >> 3, value);
    }
    return fields;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte octet = in.get();
      value |= (long) (octet & 0x7f) << shift;
      if (octet >= 0) {
        return value;
      }
    }
  }

  /// The reading side of a Frame Stream.
  private record Receiver(DataInputStream in, DataOutputStream out) {
    static Receiver of(Socket socket) throws IOException {
      return shakeHands(
          new Receiver(
              new DataInputStream(socket.getInputStream()),
              new DataOutputStream(socket.getOutputStream())));
    }

    static Receiver of(SocketChannel channel) throws IOException {
      return shakeHands(
          new Receiver(
              new DataInputStream(Channels.newInputStream(channel)),
              new DataOutputStream(Channels.newOutputStream(channel))));
    }

    private static Receiver shakeHands(Receiver collector) throws IOException {
      assertThat(collector.readControl()).isEqualTo(READY);
      collector.out.writeInt(0);
      collector.out.writeInt(4);
      collector.out.writeInt(ACCEPT);
      collector.out.flush();
      assertThat(collector.readControl()).isEqualTo(START);
      return collector;
    }

    int readControl() throws IOException {
      assertThat(in.readInt()).isZero();
      byte[] frame = in.readNBytes(in.readInt());
      return ByteBuffer.wrap(frame).getInt(0);
    }

    Map<Integer, Object> read() throws IOException {
      return fields(in.readNBytes(in.readInt()));
    }
  }
}
