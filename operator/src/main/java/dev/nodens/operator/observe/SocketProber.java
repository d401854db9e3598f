package dev.nodens.operator.observe;

import dev.nodens.operator.observe.Prober.Reply.Answer;
import dev.nodens.operator.observe.Prober.Reply.Silent;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/// Asks with a socket of its own for each question, all at the same time; over UDP twice if need
/// be.
public final class SocketProber implements Prober {
  private static final int TRIES = 2;
  private static final int LARGEST_DATAGRAM = 4096;

  private final int port;
  private final Duration patience;
  private final RandomGenerator random;

  /// @param port where pods answer DNS
  /// @param patience how long one try waits
  /// @param random source of message ids; used by one thread at a time
  public SocketProber(int port, Duration patience, RandomGenerator random) {
    this.port = port;
    this.patience = patience;
    this.random = random;
  }

  @Override
  public List<Result> ask(String address, List<Probe> questions) {
    var pod = new InetSocketAddress(InetAddress.ofLiteral(address), port);
    record Asked(Probe probe, Transport transport, Future<Reply> reply) {}
    List<Result> results = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Asked> all = new ArrayList<>();
      for (Probe question : questions) {
        byte[] query = query(question, random.nextInt(1 << 16));
        all.add(
            new Asked(question, Transport.UDP, executor.submit(() -> udp(pod, question, query))));
        all.add(
            new Asked(question, Transport.TCP, executor.submit(() -> tcp(pod, question, query))));
      }
      for (Asked asked : all) {
        results.add(new Result(asked.probe(), asked.transport(), outcome(asked.reply())));
      }
    }
    return results;
  }

  private static Reply outcome(Future<Reply> reply) {
    try {
      return reply.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Silent("interrupted");
    } catch (ExecutionException e) {
      return new Silent(String.valueOf(e.getCause()));
    }
  }

  private static byte[] query(Probe question, int id) {
    var writer = new MessageWriter(512);
    writer.startQuestion(
        id, Header.RD, question.name().wire(), question.type(), question.rrclass());
    return Arrays.copyOf(writer.buffer(), writer.length());
  }

  private Reply udp(InetSocketAddress pod, Probe question, byte[] query) {
    try (var socket = new DatagramSocket()) {
      socket.connect(pod);
      byte[] buffer = new byte[LARGEST_DATAGRAM];
      for (int i = 0; i < TRIES; i++) {
        socket.send(new DatagramPacket(query, query.length));
        long deadline = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        while (left > 0) {
          socket.setSoTimeout((int) left);
          var packet = new DatagramPacket(buffer, buffer.length);
          try {
            socket.receive(packet);
          } catch (SocketTimeoutException e) {
            break;
          }
          if (isReplyTo(query, buffer, packet.getLength())) {
            return read(buffer, packet.getLength(), question);
          }
          left = (deadline - System.nanoTime()) / 1_000_000;
        }
      }
      return new Silent(
          "no answer to %d queries within %d ms each".formatted(TRIES, patience.toMillis()));
    } catch (IOException e) {
      return new Silent("no answer: " + e.getMessage());
    }
  }

  private Reply tcp(InetSocketAddress pod, Probe question, byte[] query) {
    int millis = (int) patience.toMillis() * TRIES;
    try (var socket = new Socket()) {
      socket.connect(pod, millis);
      socket.setSoTimeout(millis);
      var out = new DataOutputStream(socket.getOutputStream());
      byte[] framed = new byte[query.length + 2];
      Octets.putU16(framed, 0, query.length);
      System.arraycopy(query, 0, framed, 2, query.length);
      out.write(framed);
      var in = new DataInputStream(socket.getInputStream());
      byte[] message = new byte[in.readUnsignedShort()];
      in.readFully(message);
      return isReplyTo(query, message, message.length)
          ? read(message, message.length, question)
          : new Silent("an answer to another question");
    } catch (SocketTimeoutException e) {
      return new Silent("no answer within %d ms".formatted(millis));
    } catch (IOException e) {
      return new Silent("no answer: " + e.getMessage());
    }
  }

  private static boolean isReplyTo(byte[] query, byte[] message, int length) {
    return length >= Header.LENGTH
        && Octets.u16(message, Header.ID) == Octets.u16(query, Header.ID)
        && (Octets.u16(message, Header.FLAGS) & Header.QR) != 0;
  }

  private static Reply read(byte[] message, int length, Probe question) {
    var records = new RecordCursor();
    if (!records.reset(message, length)) {
      return new Silent("an answer that is no DNS message");
    }
    List<String> data = new ArrayList<>();
    while (records.next()) {
      if (records.section() == RecordCursor.ANSWER && records.type() == question.type()) {
        data.add(text(records));
      }
    }
    return new Answer(Octets.u16(message, Header.FLAGS) & Header.RCODE_MASK, data);
  }

  private static String text(RecordCursor record) {
    return switch (record.type()) {
      case RrType.A, RrType.AAAA -> address(record);
      case RrType.PTR, RrType.NS -> name(record);
      case RrType.TXT -> CharacterString.first(record).orElse("");
      default -> record.dataLength() + " octets";
    };
  }

  private static String address(RecordCursor record) {
    try {
      return InetAddress.getByAddress(
              Arrays.copyOfRange(
                  record.message(), record.dataAt(), record.dataAt() + record.dataLength()))
          .getHostAddress();
    } catch (UnknownHostException e) {
      return record.dataLength() + " octets";
    }
  }

  private static String name(RecordCursor record) {
    byte[] expanded = new byte[WireName.MAX_LENGTH];
    int length = WireName.expand(record.message(), record.dataAt(), record.end(), expanded, 0);
    return length < 0 ? "a broken name" : Name.of(expanded, 0).toString();
  }
}
