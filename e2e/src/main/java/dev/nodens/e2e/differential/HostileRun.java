package dev.nodens.e2e.differential;

import dev.nodens.verify.ask.Question;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// The server, as a program, under clients and upstreams that mean harm; with Netty's paranoid leak
/// detection on. Each part prints what it measured and whether that is within its bound.
final class HostileRun {
  private static final String SCENARIO = "hostile";
  private static final int IDLE = 10_000;
  private static final int SLOW = 200;
  private static final int MOST_KEPT = 4096;
  private static final int MOST_RSS_GROWTH_MB = 120;
  private static final int MOST_LOG_LINES = 60;
  private static final int FORWARDED = 20;
  private static final int ADDRESSES = 4_000;
  private static final int READ_MILLIS = 3_000;
  private static final int PATIENCE_MILLIS = 10_000;

  private final Surroundings surroundings;
  private boolean good = true;

  HostileRun(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /// Whether all stayed within bounds.
  boolean run() throws IOException {
    Path folder = surroundings.folder(SCENARIO);
    try (var upstream = new ForgingUpstream()) {
      var variables = new HashMap<>(surroundings.variables());
      variables.put("JAVA_TOOL_OPTIONS", "-Dio.netty.leakDetection.level=paranoid");
      try (var server =
          DnsProcess.start(
              folder, "nodens", surroundings.nodens(), corefile(upstream), variables)) {
        server.awaitAnswer();
        bigAnswer(server);
        amplification(server);
        forgedReplies(server);
        halfClosed(server);
        slowClients(server);
        idleConnections(server);
        check("it lives", server.isAlive(), "");
      }
      List<String> log = Files.readAllLines(folder.resolve("nodens.log"));
      check("log lines", log.size() <= MOST_LOG_LINES, log.size() + "");
      check("leaks", log.stream().noneMatch(line -> line.contains("LEAK")), "in the log");
    }
    return good;
  }

  private static String corefile(ForgingUpstream upstream) {
    var text = new StringBuilder("big.test {\n  hosts {\n");
    IntStream.range(0, ADDRESSES)
        .forEach(i -> text.append("    10.%d.%d.1 big.test%n".formatted(i >> 8, i & 0xff)));
    text.append("  }\n}\n. {\n  errors\n  prometheus {$METRICS}\n  forward . 127.0.0.1:");
    return text.append(upstream.port()).append("\n}\n").toString();
  }

  private void check(String what, boolean fine, String figures) {
    good &= fine;
    System.out.printf("  %-22s %s %s: %s%n", SCENARIO, what, figures, fine ? "good" : "NOT GOOD");
  }

  private static InetSocketAddress address(DnsProcess server) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port());
  }

  private static byte[] query(int id, String name) {
    return Question.of(SCENARIO, name, Type.A).message(id);
  }

  private static byte[] udp(DnsProcess server, byte[] query) throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.connect(address(server));
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.send(new DatagramPacket(query, query.length));
      var packet = new DatagramPacket(new byte[65535], 65535);
      socket.receive(packet);
      return Arrays.copyOf(packet.getData(), packet.getLength());
    }
  }

  private static Socket connect(DnsProcess server) throws IOException {
    var socket = new Socket();
    socket.connect(address(server), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void send(Socket socket, byte[] query) throws IOException {
    byte[] frame = new byte[query.length + 2];
    frame[0] = (byte) (query.length >>> 8);
    frame[1] = (byte) query.length;
    System.arraycopy(query, 0, frame, 2, query.length);
    new DataOutputStream(socket.getOutputStream()).write(frame);
  }

  private static byte[] receive(Socket socket) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    byte[] reply = new byte[in.readUnsignedShort()];
    in.readFully(reply);
    return reply;
  }

  private void bigAnswer(DnsProcess server) throws IOException {
    try (Socket socket = connect(server)) {
      send(socket, query(1, "big.test."));
      byte[] reply = receive(socket);
      int answers = new Message(reply).getSection(Section.ANSWER).size();
      String figures = "of %d octets over TCP, %d records".formatted(reply.length, answers);
      check("an answer", answers == ADDRESSES && reply.length > 64_000, figures);
    }
  }

  private void amplification(DnsProcess server) throws IOException {
    byte[] plain = query(1, "big.test.");
    byte[] greedy =
        Question.of(SCENARIO, "big.test.", Type.A)
            .withEdns(new Question.Edns(65535, 0, true, List.of()))
            .message(2);
    int small = udp(server, plain).length;
    int large = udp(server, greedy).length;
    String figures =
        "%d octets for %d, and %d for %d with the largest size announced"
            .formatted(small, plain.length, large, greedy.length);
    check("amplification over UDP:", small <= 512 && large <= 65535, figures);
  }

  private void forgedReplies(DnsProcess server) throws IOException {
    int right = 0;
    for (int i = 0; i < FORWARDED; i++) {
      var reply = new Message(udp(server, query(i, "n" + i + ".forged.test.")));
      String text = reply.getSection(Section.ANSWER).toString();
      right += reply.getRcode() == Rcode.NOERROR && text.contains("192.0.2.1") ? 1 : 0;
    }
    int forged = FORWARDED * 3 * ForgingUpstream.FORGED;
    String figures = "%d, and %d of %d answers are right".formatted(forged, right, FORWARDED);
    check("forged replies", right == FORWARDED, figures);
  }

  private void halfClosed(DnsProcess server) throws IOException {
    int answered = 0;
    for (int i = 0; i < SLOW; i++) {
      try (Socket socket = connect(server)) {
        send(socket, query(i, "big.test."));
        socket.shutdownOutput();
        answered += receive(socket).length > 64_000 && socket.getInputStream().read() < 0 ? 1 : 0;
      }
    }
    check("half-closed connections", answered == SLOW, answered + " answered, then closed");
  }

  /// One octet of a frame each, and then no more: they are closed when the time for a query is
  /// over, and others are answered meanwhile.
  private void slowClients(DnsProcess server) throws IOException {
    List<Socket> slow = new ArrayList<>();
    long start = System.nanoTime();
    try {
      for (int i = 0; i < SLOW; i++) {
        Socket socket = connect(server);
        socket.getOutputStream().write(0);
        slow.add(socket);
      }
      long answer = System.nanoTime();
      udp(server, query(1, "big.test."));
      long answerMillis = (System.nanoTime() - answer) / 1_000_000;
      int closed = 0;
      for (Socket socket : slow) {
        closed += isClosed(socket) ? 1 : 0;
      }
      long millis = (System.nanoTime() - start) / 1_000_000;
      String figures =
          "%d of %d closed after %d ms, an answer meanwhile took %d ms"
              .formatted(closed, SLOW, millis, answerMillis);
      check("slow clients", closed == SLOW && millis < 4 * READ_MILLIS, figures);
    } finally {
      close(slow);
    }
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private void idleConnections(DnsProcess server) throws IOException {
    long before = server.rssMegabytes();
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < IDLE; i++) {
        idle.add(connect(server));
      }
      int kept = server.openConnections();
      long after = server.rssMegabytes();
      long start = System.nanoTime();
      udp(server, query(1, "big.test."));
      long millis = (System.nanoTime() - start) / 1_000_000;
      String figures =
          "of %d kept: %d; RSS %d MB before, %d MB then; an answer over UDP took %d ms"
              .formatted(IDLE, kept, before, after, millis);
      check(
          "idle connections",
          kept <= MOST_KEPT + SLOW && after - before <= MOST_RSS_GROWTH_MB,
          figures);
    } finally {
      close(idle);
    }
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
