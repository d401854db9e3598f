package dev.nodens.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.operator.observe.RevisionProbe.Serves;
import dev.nodens.operator.observe.RevisionProbe.Silent;
import dev.nodens.operator.observe.UpstreamProbe.Reach;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class UdpRevisionProbeTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  @Test
  void readsTheHashThatAPodAnswers() throws Exception {
    try (var pod = new Pod("127.0.0.1", query -> Optional.of(answer(query, HASH)))) {
      assertThat(probe(pod.port(), Duration.ofSeconds(5)).ask(List.of("127.0.0.1")))
          .containsEntry("127.0.0.1", new Serves(HASH));
      assertThat(pod.question()).isEqualTo("\10revision\6nodens\0\0\20\0\3");
    }
  }

  @Test
  void asksAllPodsAtOnceAndTellsThemApart() throws Exception {
    try (var one = new Pod("127.0.0.1", query -> Optional.of(answer(query, HASH)));
        var other = new Pod("127.0.0.2", one.port(), query -> Optional.of(answer(query, "x")))) {
      assertThat(probe(one.port(), Duration.ofSeconds(5)).ask(List.of("127.0.0.1", "127.0.0.2")))
          .containsEntry("127.0.0.1", new Serves(HASH))
          .containsEntry("127.0.0.2", new Serves("x"));
      assertThat(other.question()).isEqualTo(one.question());
    }
  }

  @Test
  void serverFailureMeansThatNoUpstreamIsReached() throws Exception {
    try (var well = new Pod("127.0.0.1", query -> Optional.of(answer(query, HASH)));
        var failing = new Pod("127.0.0.2", well.port(), query -> Optional.of(failed(query)))) {
      assertThat(
              probe(well.port(), Duration.ofSeconds(5))
                  .upstreams()
                  .ask(List.of("127.0.0.1", "127.0.0.2")))
          .isEqualTo(Map.of("127.0.0.1", Reach.REACHED, "127.0.0.2", Reach.FAILED));
      assertThat(failing.question()).isEqualTo("\0\0\2\0\1");
    }
  }

  @Test
  void aPodThatIsSilentIsSaidToBe() throws Exception {
    try (var pod = new Pod("127.0.0.1", query -> Optional.empty())) {
      assertThat(
              probe(pod.port(), Duration.ofMillis(50)).ask(List.of("127.0.0.1")).get("127.0.0.1"))
          .isInstanceOfSatisfying(
              Silent.class, silent -> assertThat(silent.reason()).contains("no answer"));
    }
  }

  @Test
  void anotherServersAnswerIsNoProof() throws Exception {
    try (var pod = new Pod("127.0.0.1", query -> Optional.of(refused(query)))) {
      assertThat(
              probe(pod.port(), Duration.ofSeconds(5)).ask(List.of("127.0.0.1")).get("127.0.0.1"))
          .isInstanceOfSatisfying(
              Silent.class, silent -> assertThat(silent.reason()).contains("not a Nodens server"));
    }
  }

  @Test
  void anAnswerToAnotherQueryIsIgnored() throws Exception {
    UnaryOperator<byte[]> forged =
        query -> {
          byte[] answer = answer(query, "forged");
          answer[0]++;
          return answer;
        };
    try (var pod = new Pod("127.0.0.1", query -> Optional.of(forged.apply(query)))) {
      assertThat(
              probe(pod.port(), Duration.ofMillis(50)).ask(List.of("127.0.0.1")).get("127.0.0.1"))
          .isInstanceOf(Silent.class);
    }
  }

  private static UdpRevisionProbe probe(int port, Duration patience) {
    return new UdpRevisionProbe(port, patience, new Random(1));
  }

  private static byte[] answer(byte[] query, String text) {
    byte[] data = text.getBytes(StandardCharsets.US_ASCII);
    byte[] answer = Arrays.copyOf(query, query.length + 13 + data.length);
    answer[2] = (byte) 0x84;
    answer[7] = 1;
    int at = query.length;
    byte[] head = {
      (byte) 0xc0, 12, 0, 16, 0, 3, 0, 0, 0, 0, 0, (byte) (data.length + 1), (byte) data.length
    };
    System.arraycopy(head, 0, answer, at, head.length);
    System.arraycopy(data, 0, answer, at + head.length, data.length);
    return answer;
  }

  private static byte[] failed(byte[] query) {
    byte[] answer = refused(query);
    answer[3] = 2;
    return answer;
  }

  private static byte[] refused(byte[] query) {
    byte[] answer = query.clone();
    answer[2] = (byte) 0x80;
    answer[3] = 5;
    return answer;
  }

  /// Answers what it is told to, on its own thread.
  private static final class Pod implements AutoCloseable {
    private interface Reply {
      Optional<byte[]> to(byte[] query);
    }

    private final DatagramSocket socket;
    private volatile byte[] last = {};

    Pod(String address, Reply reply) throws Exception {
      this(address, 0, reply);
    }

    Pod(String address, int port, Reply reply) throws Exception {
      socket = new DatagramSocket(port, InetAddress.ofLiteral(address));
      Thread.ofVirtual().start(() -> serve(reply));
    }

    int port() {
      return socket.getLocalPort();
    }

    /// The question of the last query, a character per octet.
    String question() {
      return new String(last, 12, last.length - 12, StandardCharsets.ISO_8859_1);
    }

    private void serve(Reply reply) {
      try {
        while (true) {
          var packet = new DatagramPacket(new byte[512], 512);
          socket.receive(packet);
          last = Arrays.copyOf(packet.getData(), packet.getLength());
          Optional<byte[]> answer = reply.to(last);
          if (answer.isPresent()) {
            socket.send(
                new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
          }
        }
      } catch (SocketException e) {
        // closed by the test
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
