package dev.nodens.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// A client that asks for one name at a steady rate until its standard input ends, each time from a
/// new port, as programs in pods do; no query is repeated. It prints `asked=N failed=N slowest=MS`,
/// and a line for each failure.
///
/// Usage: `Asker SERVER NAME RATE`, with RATE in queries per second.
final class Asker {
  private static final int TIMEOUT_MILLIS = 2000;
  private static final int MAX_AT_ONCE = 500;

  private final InetAddress server;
  private final String name;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger slowest = new AtomicInteger();

  private Asker(InetAddress server, String name) {
    this.server = server;
    this.name = name;
  }

  public static void main(String[] args) throws Exception {
    var asker = new Asker(InetAddress.getByName(args[0]), args[1]);
    asker.askUntilTold(Integer.parseInt(args[2]));
  }

  private void askUntilTold(int rate) throws InterruptedException {
    var places = new Semaphore(MAX_AT_ONCE);
    long start = System.nanoTime();
    System.out.println("asking " + name);
    var told = Thread.ofPlatform().daemon().start(Asker::readToEnd);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long turn = 0; told.isAlive(); turn++) {
        places.acquire();
        executor.execute(() -> {
          ask();
          places.release();
        });
        long due = start + turn * 1_000_000_000L / rate;
        Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
      }
    }
    System.out.printf("asked=%d failed=%d slowest=%d%n", asked.get(), failed.get(), slowest.get());
  }

  private static void readToEnd() {
    try {
      System.in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ask() {
    long start = System.nanoTime();
    asked.incrementAndGet();
    int id = ThreadLocalRandom.current().nextInt(65536);
    byte[] query = query(id);
    byte[] reply = new byte[1232];
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(server, 53);
      socket.send(new DatagramPacket(query, query.length));
      socket.receive(new DatagramPacket(reply, reply.length));
      boolean answered = (reply[3] & 15) == 0 && reply[7] > 0;
      if (!answered || reply[0] != query[0] || reply[1] != query[1]) {
        fail("rcode " + (reply[3] & 15) + " with " + reply[7] + " records");
      }
    } catch (IOException e) {
      fail(e.toString());
    }
    slowest.accumulateAndGet((int) ((System.nanoTime() - start) / 1_000_000), Math::max);
  }

  private void fail(String why) {
    failed.incrementAndGet();
    System.out.println("failed: " + why);
  }

  private byte[] query(int id) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    byte[] query = new byte[12 + text.length + 2 + 4];
    query[0] = (byte) (id >> 8);
    query[1] = (byte) id;
    query[2] = 1;
    query[5] = 1;
    int at = 12;
    for (String label : name.split("\\.", -1)) {
      query[at++] = (byte) label.length();
      for (int i = 0; i < label.length(); i++) {
        query[at++] = (byte) label.charAt(i);
      }
    }
    query[query.length - 3] = 1;
    query[query.length - 1] = 1;
    return query;
  }
}
