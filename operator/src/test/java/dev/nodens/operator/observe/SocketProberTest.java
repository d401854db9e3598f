package dev.nodens.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.operator.observe.Prober.Reply;
import dev.nodens.operator.observe.Prober.Result;
import dev.nodens.operator.observe.Prober.Transport;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SocketProberTest {
  private static final Probe ADDRESS =
      Probe.in("cluster name", Name.parse("a.example."), RrType.A, new Probe.Records("10.96.0.1"));
  private static final Probe HASH =
      new Probe(
          "revision",
          Name.parse("revision.nodens."),
          RrType.TXT,
          RrClass.CH,
          new Probe.Records("abc"));
  private static final Probe REVERSE =
      Probe.in(
          "reverse name",
          Name.parse("1.0.96.10.in-addr.arpa."),
          RrType.PTR,
          new Probe.Records("a.example."));

  @Test
  void readsAnswersOverBothTransports() throws Exception {
    try (var server = new Server(SocketProberTest::answer)) {
      List<Result> results = server.ask(Duration.ofSeconds(10), ADDRESS, HASH, REVERSE);

      assertThat(results)
          .extracting(result -> result.probe().what() + " " + result.transport())
          .containsExactly(
              "cluster name UDP",
              "cluster name TCP",
              "revision UDP",
              "revision TCP",
              "reverse name UDP",
              "reverse name TCP");
      assertThat(results)
          .allSatisfy(result -> assertThat(result.probe().fault(result.reply())).isEmpty());
    }
  }

  @Test
  void namesWhatIsWrongWithAnAnswer() throws Exception {
    try (var server = new Server(query -> withRcode(query, Rcode.SERVFAIL))) {
      assertThat(server.ask(Duration.ofSeconds(10), ADDRESS))
          .extracting(result -> result.probe().fault(result.reply()).orElse(""))
          .containsExactly("SERVFAIL", "SERVFAIL");
    }
    try (var server = new Server(query -> withRcode(query, Rcode.NOERROR))) {
      assertThat(server.ask(Duration.ofSeconds(10), ADDRESS))
          .extracting(result -> result.probe().fault(result.reply()).orElse(""))
          .containsExactly("NOERROR without a record", "NOERROR without a record");
    }
  }

  @Test
  void anAnswerToAnotherQuestionIsNone() throws Exception {
    UnaryOperator<byte[]> forged =
        query -> {
          byte[] reply = answer(query);
          reply[0] ^= 1;
          return reply;
        };
    try (var server = new Server(forged)) {
      assertThat(server.ask(Duration.ofMillis(100), ADDRESS))
          .extracting(Result::reply)
          .allSatisfy(reply -> assertThat(reply).isInstanceOf(Reply.Silent.class));
    }
  }

  @Test
  void whereNobodyListensThereIsSilence() throws Exception {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    List<Result> results =
        new SocketProber(port, Duration.ofMillis(100), new Random(1))
            .ask("127.0.0.1", List.of(ADDRESS));

    assertThat(results).extracting(Result::transport).containsExactly(Transport.values());
    assertThat(results)
        .extracting(Result::reply)
        .allSatisfy(reply -> assertThat(reply).isInstanceOf(Reply.Silent.class));
  }

  private static byte[] withRcode(byte[] query, int rcode) {
    byte[] reply = query.clone();
    Octets.putU16(reply, Header.FLAGS, Header.QR | rcode);
    return reply;
  }

  private static byte[] answer(byte[] query) {
    Name name = Name.of(query, Header.LENGTH);
    int type = Octets.u16(query, Header.LENGTH + name.length());
    var reply = new MessageWriter(512);
    reply.startQuestion(
        Octets.u16(query, Header.ID),
        Header.QR,
        name.wire(),
        type,
        Octets.u16(query, Header.LENGTH + name.length() + 2));
    reply.beginAtQuestion(type, RrClass.IN, 30);
    switch (type) {
      case RrType.A -> reply.data(new byte[] {10, 96, 0, 1}, 0, 4);
      case RrType.TXT -> reply.data(new byte[] {3, 'a', 'b', 'c'}, 0, 4);
      default -> reply.name(Name.parse("a.example.").wire(), 0);
    }
    reply.end(RecordCursor.ANSWER);
    return Arrays.copyOf(reply.buffer(), reply.length());
  }

  /// Answers over UDP and TCP at one port of 127.0.0.1.
  private static final class Server implements AutoCloseable {
    private final ServerSocket tcp;
    private final DatagramSocket udp;
    private final UnaryOperator<byte[]> answer;

    Server(UnaryOperator<byte[]> answer) throws IOException {
      this.answer = answer;
      InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
      this.tcp = new ServerSocket(0, 10, loopback);
      this.udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
      Thread.ofPlatform().daemon().start(this::datagrams);
      Thread.ofPlatform().daemon().start(this::connections);
    }

    List<Result> ask(Duration patience, Probe... probes) {
      return new SocketProber(tcp.getLocalPort(), patience, new Random(1))
          .ask("127.0.0.1", List.of(probes));
    }

    private void datagrams() {
      try {
        while (!udp.isClosed()) {
          var packet = new DatagramPacket(new byte[512], 512);
          udp.receive(packet);
          byte[] reply = answer.apply(Arrays.copyOf(packet.getData(), packet.getLength()));
          udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
        }
      } catch (SocketException e) {
        assertThat(udp.isClosed()).isTrue();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private void connections() {
      try {
        while (!tcp.isClosed()) {
          try (Socket connection = tcp.accept()) {
            var in = new DataInputStream(connection.getInputStream());
            byte[] query = new byte[in.readUnsignedShort()];
            in.readFully(query);
            byte[] reply = answer.apply(query);
            var out = new DataOutputStream(connection.getOutputStream());
            out.writeShort(reply.length);
            out.write(reply);
          }
        }
      } catch (SocketException e) {
        assertThat(tcp.isClosed()).isTrue();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws IOException {
      udp.close();
      tcp.close();
    }
  }
}
