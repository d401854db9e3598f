package dev.nodens.operator.observe;

import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Asks over UDP with one socket for all pods and two tries per pod.
public final class UdpRevisionProbe implements RevisionProbe {
  private static final byte[] NAME = Name.parse("revision.nodens.").wire();
  private static final int TRIES = 2;
  private static final int LARGEST_ANSWER = 4096;

  private final int port;
  private final Duration patience;
  private final RandomGenerator random;

  /// @param port where pods answer DNS
  /// @param patience how long a try waits for answers
  /// @param random source of message ids
  public UdpRevisionProbe(int port, Duration patience, RandomGenerator random) {
    this.port = port;
    this.patience = patience;
    this.random = random;
  }

  @Override
  public Map<String, Answer> ask(Collection<String> addresses) {
    Map<InetSocketAddress, String> waiting = new LinkedHashMap<>();
    for (String address : addresses) {
      waiting.put(new InetSocketAddress(InetAddress.ofLiteral(address), port), address);
    }
    Map<String, Answer> answers = new HashMap<>();
    try (Selector selector = Selector.open();
        DatagramChannel channel = DatagramChannel.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      for (int i = 0; i < TRIES && !waiting.isEmpty(); i++) {
        int id = random.nextInt(1 << 16);
        for (var pod : waiting.entrySet()) {
          send(channel, pod.getKey(), pod.getValue(), id, answers);
        }
        collect(selector, channel, id, waiting, answers);
      }
    } catch (IOException e) {
      waiting
          .values()
          .forEach(address -> answers.put(address, new Silent(String.valueOf(e.getMessage()))));
      return answers;
    }
    for (String address : waiting.values()) {
      answers.putIfAbsent(
          address,
          new Silent(
              "no answer to %d queries within %d ms each".formatted(TRIES, patience.toMillis())));
    }
    return answers;
  }

  private static void send(
      DatagramChannel channel,
      InetSocketAddress pod,
      String address,
      int id,
      Map<String, Answer> answers) {
    var query = new MessageWriter(64);
    query.startQuestion(id, 0, NAME, RrType.TXT, RrClass.CH);
    try {
      channel.send(ByteBuffer.wrap(query.buffer(), 0, query.length()), pod);
      answers.remove(address);
    } catch (IOException e) {
      answers.put(address, new Silent("cannot send: " + e.getMessage()));
    }
  }

  private void collect(
      Selector selector,
      DatagramChannel channel,
      int id,
      Map<InetSocketAddress, String> waiting,
      Map<String, Answer> answers)
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
          answers.put(waiting.remove(from), read(buffer));
        }
      }
    }
  }

  private static boolean hasId(ByteBuffer message, int id) {
    return message.limit() >= 2 && (message.getShort(0) & 0xffff) == id;
  }

  private static Answer read(ByteBuffer message) {
    var records = new RecordCursor();
    byte[] bytes = new byte[message.limit()];
    message.get(0, bytes);
    records.reset(bytes, bytes.length);
    while (records.next()) {
      Optional<String> text = records.type() == RrType.TXT ? text(records) : Optional.empty();
      if (text.isPresent()) {
        return new Serves(text.get());
      }
    }
    return new Silent("answers DNS, but not revision.nodens.; it is not a Nodens server");
  }

  /// The first character string of a TXT record.
  private static Optional<String> text(RecordCursor record) {
    int length = record.dataLength() == 0 ? 0 : record.message()[record.dataAt()] & 0xff;
    return length == 0 || length >= record.dataLength()
        ? Optional.empty()
        : Optional.of(
            new String(record.message(), record.dataAt() + 1, length, StandardCharsets.US_ASCII));
  }
}
