package dev.nodens.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;

/// Two clients that ask for one name at a steady rate until standard input ends: one that takes a
/// new port for each query, as most programs do, and one that keeps a single port. No query is
/// repeated. It prints a line for each failure and a summary for each client.
///
/// Usage: `Asker SERVER NAME RATE`, with RATE in queries per second and client.
final class Asker {
  private static final int MAX_AT_ONCE = 500;

  private final InetAddress server;
  private final Question question;
  private final Tally tally = new Tally("new-port");

  private Asker(InetAddress server, Question question) {
    this.server = server;
    this.question = question;
  }

  public static void main(String[] args) throws Exception {
    InetAddress server = InetAddress.getByName(args[0]);
    var question = new Question(args[1]);
    var asker = new Asker(server, question);
    var pinned = new PinnedClient(server, question);
    System.out.println("asking " + args[1]);
    asker.askUntilTold(Integer.parseInt(args[2]), pinned);
    System.out.println(asker.tally.summary());
    System.out.println(pinned.end().summary());
  }

  private void askUntilTold(int rate, PinnedClient pinned) throws InterruptedException {
    var places = new Semaphore(MAX_AT_ONCE);
    long start = System.nanoTime();
    var told = Thread.ofPlatform().daemon().start(Asker::readToEnd);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long turn = 0; told.isAlive(); turn++) {
        places.acquire();
        executor.execute(() -> {
          ask();
          places.release();
        });
        pinned.ask();
        long due = start + turn * 1_000_000_000L / rate;
        Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
      }
    }
  }

  private static void readToEnd() {
    try {
      System.in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Not connected: an answer that comes from another address than the Service's is seen, too. It
  /// is a failure all the same.
  private void ask() {
    long start = System.nanoTime();
    tally.asked();
    int id = ThreadLocalRandom.current().nextInt(65536);
    DatagramPacket reply = Question.space();
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(Question.TIMEOUT_MILLIS);
      DatagramPacket query = question.packet(id);
      query.setAddress(server);
      query.setPort(53);
      socket.send(query);
      socket.receive(reply);
      if (!reply.getAddress().equals(server)) {
        tally.cutOff(start, reply.getAddress().getHostAddress());
      } else if (Question.id(reply) == id && Question.isAnswer(reply)) {
        tally.answered(start);
      } else {
        tally.failed(start, Question.describe(reply));
      }
    } catch (IOException e) {
      tally.failed(start, e.toString());
    }
  }
}
