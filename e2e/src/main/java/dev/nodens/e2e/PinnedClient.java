package dev.nodens.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Asks always from one port, as some resolvers do. Connection tracking pins the port to one server
/// for as long as it asks. The socket is not connected, so that answers from other addresses are
/// seen; they count as failures.
final class PinnedClient {
  private static final int STEP_MILLIS = 50;

  private final InetAddress server;
  private final Question question;
  private final Tally tally = new Tally("one-port");
  private final Map<Integer, Long> waiting = new ConcurrentHashMap<>();
  private final DatagramSocket socket;
  private final Thread receiver;
  private int next;

  PinnedClient(InetAddress server, Question question) throws SocketException {
    this.server = server;
    this.question = question;
    this.socket = new DatagramSocket();
    socket.setSoTimeout(STEP_MILLIS);
    this.receiver = Thread.ofPlatform().daemon().start(this::receive);
  }

  /// Sends a query; does not wait for the reply. One thread only.
  void ask() {
    int id = next++ & 0xffff;
    long now = System.nanoTime();
    tally.asked();
    waiting.put(id, now);
    DatagramPacket query = question.packet(id);
    query.setAddress(server);
    query.setPort(53);
    try {
      socket.send(query);
    } catch (IOException e) {
      waiting.remove(id);
      tally.failed(now, e.toString());
    }
  }

  /// Waits for the last replies.
  Tally end() throws InterruptedException {
    while (!waiting.isEmpty()) {
      Thread.sleep(STEP_MILLIS);
    }
    socket.close();
    receiver.join();
    return tally;
  }

  private void receive() {
    DatagramPacket reply = Question.space();
    while (!socket.isClosed()) {
      try {
        socket.receive(reply);
        accept(reply);
      } catch (SocketTimeoutException e) {
        // Only the expired ones are looked for.
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
      expire();
    }
  }

  private void accept(DatagramPacket reply) {
    Long sentAt = waiting.remove(Question.id(reply));
    if (sentAt == null) {
      return;
    }
    if (!reply.getAddress().equals(server)) {
      tally.cutOff(sentAt, reply.getAddress().getHostAddress());
    } else if (Question.isAnswer(reply)) {
      tally.answered(sentAt);
    } else {
      tally.failed(sentAt, Question.describe(reply));
    }
  }

  private void expire() {
    long oldest = System.nanoTime() - Question.TIMEOUT_MILLIS * 1_000_000L;
    waiting.forEach((id, sentAt) -> {
      if (sentAt - oldest < 0 && waiting.remove(id, sentAt)) {
        tally.failed(sentAt, "no answer");
      }
    });
  }
}
