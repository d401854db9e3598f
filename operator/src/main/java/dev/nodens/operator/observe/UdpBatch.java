package dev.nodens.operator.observe;

import dev.nodens.wire.MessageWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// One question for many pods, over one UDP socket.
final class UdpBatch {
  private static final int LARGEST_ANSWER = 4096;

  private final int port;
  private final int tries;
  private final Duration patience;
  private final RandomGenerator random;

  /// @param port where pods answer DNS
  /// @param tries how often a pod that does not answer is asked
  /// @param patience how long a try waits for answers
  /// @param random source of message ids
  UdpBatch(int port, int tries, Duration patience, RandomGenerator random) {
    this.port = port;
    this.tries = tries;
    this.patience = patience;
    this.random = random;
  }

  /// The question.
  ///
  /// @param flags of the header, such as RD
  /// @param name in wire form
  record Question(int flags, byte[] name, int type, int rrclass) {}

  /// What to make of what came back.
  interface Reading<A> {
    /// @param message a DNS message with the id of the question
    A of(ByteBuffer message);

    /// @param reason why there is no message
    A none(String reason);
  }

  /// An answer for every address. Blocks until every one has answered or the time is over.
  <A> Map<String, A> ask(Collection<String> addresses, Question question, Reading<A> reading) {
    Map<InetSocketAddress, String> waiting = new LinkedHashMap<>();
    for (String address : addresses) {
      waiting.put(new InetSocketAddress(InetAddress.ofLiteral(address), port), address);
    }
    Map<String, A> answers = new HashMap<>();
    try (Selector selector = Selector.open();
        DatagramChannel channel = DatagramChannel.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      for (int i = 0; i < tries && !waiting.isEmpty(); i++) {
        int id = random.nextInt(1 << 16);
        ByteBuffer query = query(question, id);
        for (var pod : waiting.entrySet()) {
          try {
            channel.send(query.duplicate(), pod.getKey());
            answers.remove(pod.getValue());
          } catch (IOException e) {
            answers.put(pod.getValue(), reading.none("cannot send: " + e.getMessage()));
          }
        }
        collect(selector, channel, id, waiting, answers, reading);
      }
    } catch (IOException e) {
      waiting
          .values()
          .forEach(address -> answers.put(address, reading.none(String.valueOf(e.getMessage()))));
      return answers;
    }
    for (String address : waiting.values()) {
      answers.putIfAbsent(
          address,
          reading.none(
              "no answer to %d queries within %d ms each".formatted(tries, patience.toMillis())));
    }
    return answers;
  }

  private static ByteBuffer query(Question question, int id) {
    var query = new MessageWriter(512);
    query.startQuestion(id, question.flags(), question.name(), question.type(), question.rrclass());
    return ByteBuffer.wrap(query.buffer(), 0, query.length());
  }

  private <A> void collect(
      Selector selector,
      DatagramChannel channel,
      int id,
      Map<InetSocketAddress, String> waiting,
      Map<String, A> answers,
      Reading<A> reading)
      throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    var buffer = ByteBuffer.allocate(LARGEST_ANSWER);
    while (!waiting.isEmpty()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      selector.select(left);
      selector.selectedKeys().clear();
      while (channel.receive(buffer.clear()) instanceof InetSocketAddress from) {
        buffer.flip();
        if (waiting.containsKey(from) && hasId(buffer, id)) {
          answers.put(waiting.remove(from), reading.of(buffer));
        }
      }
    }
  }

  private static boolean hasId(ByteBuffer message, int id) {
    return message.limit() >= 2 && (message.getShort(0) & 0xffff) == id;
  }
}
