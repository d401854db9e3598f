package dev.nodens.verify.ask;

import dev.nodens.verify.compare.Reply;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Asks two servers the same question at the same time: over UDP from one socket, over TCP several
/// questions in one write on one connection to each. For one thread.
public final class PairClient implements AutoCloseable {
  private static final int FIRST_ID = 0x1000;
  private static final int LARGEST = 65535;

  private final InetSocketAddress theirs;
  private final InetSocketAddress ours;
  private final int patienceMillis;
  private final DatagramSocket socket;
  private final ExecutorService both = Executors.newVirtualThreadPerTaskExecutor();
  private int id = FIRST_ID;

  /// What both servers replied.
  public record Pair(Question question, Reply theirs, Reply ours) {}

  /// A client of the servers at these addresses.
  ///
  /// @param patienceMillis how long no reply is not yet silence
  public PairClient(InetSocketAddress theirs, InetSocketAddress ours, int patienceMillis)
      throws IOException {
    this.theirs = theirs;
    this.ours = ours;
    this.patienceMillis = patienceMillis;
    this.socket = new DatagramSocket();
  }

  /// A client of the servers at these ports of loopback.
  public PairClient(int theirPort, int ourPort, int patienceMillis) throws IOException {
    this(onLoopback(theirPort), onLoopback(ourPort), patienceMillis);
  }

  private static InetSocketAddress onLoopback(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  /// Asks one question over its transport.
  public Pair ask(Question question) throws IOException {
    return question.tcp() ? askPipelined(List.of(question)).getFirst() : askOverUdp(question);
  }

  private Pair askOverUdp(Question question) throws IOException {
    byte[] message = question.message(nextId());
    socket.send(new DatagramPacket(message, message.length, theirs));
    socket.send(new DatagramPacket(message, message.length, ours));
    long end = System.nanoTime() + patienceMillis * 1_000_000L;
    @Nullable Reply their = null;
    @Nullable Reply our = null;
    while (their == null || our == null) {
      long left = (end - System.nanoTime()) / 1_000_000L;
      DatagramPacket packet = left <= 0 ? null : receive((int) left);
      if (packet == null) {
        break;
      }
      byte[] octets = Arrays.copyOf(packet.getData(), packet.getLength());
      if (octets.length >= 2 && octets[0] == message[0] && octets[1] == message[1]) {
        Reply reply = Reply.read(octets, socket.getLocalPort());
        if (their == null && packet.getSocketAddress().equals(theirs)) {
          their = reply;
        } else if (packet.getSocketAddress().equals(ours)) {
          our = reply;
        }
      }
    }
    return new Pair(
        question, their == null ? Reply.SILENCE : their, our == null ? Reply.SILENCE : our);
  }

  private @Nullable DatagramPacket receive(int millis) throws IOException {
    var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    socket.setSoTimeout(millis);
    try {
      socket.receive(packet);
      return packet;
    } catch (SocketTimeoutException e) {
      return null;
    }
  }

  private int nextId() {
    id = id == LARGEST ? FIRST_ID : id + 1;
    return id;
  }

  /// Asks all `questions` in one go, over one connection to each server.
  public List<Pair> askPipelined(List<Question> questions) throws IOException {
    Future<List<Reply>> their = both.submit(conversation(theirs, questions));
    Future<List<Reply>> our = both.submit(conversation(ours, questions));
    var pairs = new ArrayList<Pair>();
    List<Reply> theirReplies = await(their);
    List<Reply> ourReplies = await(our);
    for (int i = 0; i < questions.size(); i++) {
      pairs.add(new Pair(questions.get(i), theirReplies.get(i), ourReplies.get(i)));
    }
    return pairs;
  }

  private static List<Reply> await(Future<List<Reply>> replies) throws IOException {
    try {
      return replies.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private Callable<List<Reply>> conversation(InetSocketAddress server, List<Question> questions) {
    return () -> {
      try (var connection = new Socket()) {
        connection.connect(server, patienceMillis);
        connection.setSoTimeout(patienceMillis);
        connection.setTcpNoDelay(true);
        connection.getOutputStream().write(frames(questions));
        return replies(connection, questions.size());
      }
    };
  }

  /// All questions with their lengths ahead; the index is the id.
  private static byte[] frames(List<Question> questions) {
    var frames = ByteBuffer.allocate(questions.size() * 1024);
    for (int i = 0; i < questions.size(); i++) {
      byte[] message = questions.get(i).message(i);
      frames.putShort((short) message.length).put(message);
    }
    return Arrays.copyOf(frames.array(), frames.position());
  }

  private static List<Reply> replies(Socket connection, int count) throws IOException {
    var replies = new ArrayList<>(Collections.nCopies(count, Reply.SILENCE));
    var in = new DataInputStream(connection.getInputStream());
    try {
      for (int i = 0; i < count; i++) {
        byte[] octets = new byte[in.readUnsignedShort()];
        in.readFully(octets);
        int index = (octets[0] & 0xff) << 8 | octets[1] & 0xff;
        if (index < count) {
          replies.set(index, Reply.read(octets, connection.getLocalPort()));
        }
      }
    } catch (IOException e) {
      // Closed, reset or nothing more within the time: what has not come is silence.
      return replies;
    }
    return replies;
  }

  @Override
  public void close() {
    both.close();
    socket.close();
  }
}
