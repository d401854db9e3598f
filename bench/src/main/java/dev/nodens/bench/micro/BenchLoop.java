package dev.nodens.bench.micro;

import dev.nodens.core.ExchangePool;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamConnector;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.wire.Header;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// An event loop without sockets that a benchmark drives by calling [#round]. Its upstreams answer
/// every query with an address, and allocate nothing for it. Its time is slow, so that nothing in a
/// cache ends while a benchmark goes on.
final class BenchLoop implements Loop, UpstreamConnector {
  private static final int SLOWNESS = 1_000;
  private static final int LONGEST = 512;
  private static final int TTL = 300;
  private static final int ADDRESS = 0xc0000201;

  private final int index;
  private final ExchangePool exchanges = new ExchangePool(this);
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final List<Due> timers = new ArrayList<>();
  private final List<Sent> sent = new ArrayList<>();
  private int waiting;

  private record Due(Runnable task, long at) {}

  /// A query on its way.
  private static final class Sent {
    private final byte[] message = new byte[LONGEST];
    private UpstreamListener asker;

    Sent(UpstreamListener asker) {
      this.asker = asker;
    }
  }

  BenchLoop(int index) {
    this.index = index;
  }

  /// Runs what was handed over, lets the upstreams answer, and runs the timers that are due.
  void round() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    for (int i = 0; i < waiting; i++) {
      Sent query = sent.get(i);
      query.asker.received(query.message, answer(query.message));
    }
    waiting = 0;
    for (int i = 0; i < timers.size(); i++) {
      Due due = timers.get(i);
      if (due.at - nanoTime() <= 0) {
        timers.remove(i--);
        due.task.run();
      }
    }
  }

  /// Makes a reply of a query; returns its length.
  private static int answer(byte[] message) {
    int at = Header.LENGTH;
    while (message[at] != 0) {
      at += 1 + message[at];
    }
    at += 5;
    Octets.putU16(message, Header.FLAGS, Header.flags(message) | Header.QR | Header.RA);
    Octets.putU16(message, Header.ANCOUNT, 1);
    Octets.putI32(message, Header.NSCOUNT, 0);
    Octets.putU16(message, at, 0xc000 | Header.LENGTH);
    Octets.putU16(message, at + 2, RrType.A);
    Octets.putU16(message, at + 4, RrClass.IN);
    Octets.putI32(message, at + 6, TTL);
    Octets.putU16(message, at + 10, 4);
    Octets.putI32(message, at + 12, ADDRESS);
    return at + 16;
  }

  @Override
  public UpstreamConnection open(UpstreamTarget target, UpstreamListener listener) {
    return new UpstreamConnection() {
      @Override
      public void send(byte[] message, int length) {
        if (waiting == sent.size()) {
          sent.add(new Sent(listener));
        }
        Sent query = sent.get(waiting++);
        query.asker = listener;
        System.arraycopy(message, 0, query.message, 0, length);
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean isCurrent() {
    return true;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    var due = new Due(task, nanoTime() + delayNanos);
    execute(() -> timers.add(due));
    return () -> execute(() -> timers.remove(due));
  }

  @Override
  public ExchangePool exchanges() {
    return exchanges;
  }

  @Override
  public UpstreamConnector upstreams() {
    return this;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime() / SLOWNESS;
  }
}
