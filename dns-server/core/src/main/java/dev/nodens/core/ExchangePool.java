package dev.nodens.core;

import dev.nodens.core.port.Loop;
import java.util.Arrays;

/// The reusable exchanges of one event loop. Only that loop may touch it.
public final class ExchangePool {
  private static final int MOST_KEPT = 4096;
  private static final int MOST_OCTETS_KEPT = 16 * 1024;

  private final Loop loop;
  private Exchange[] idle = new Exchange[64];
  private int idleCount;
  private int turn;
  private int inFlightSinceTurn;
  private int inFlightBeforeTurn;
  private long acquired;

  /// The pool of `loop`.
  public ExchangePool(Loop loop) {
    this.loop = loop;
  }

  /// An exchange that nobody else uses, until its [Exchange#release].
  public Exchange acquire() {
    inFlightSinceTurn++;
    acquired++;
    Exchange exchange = idleCount == 0 ? new Exchange(loop, this) : idle[--idleCount];
    exchange.turn = turn;
    return exchange;
  }

  /// Exchanges acquired since the loop began; it grows as long as queries come.
  public long acquired() {
    return acquired;
  }

  /// Exchanges acquired and not yet released.
  public int inFlight() {
    return inFlightSinceTurn + inFlightBeforeTurn;
  }

  /// Draws a line: exchanges in flight now count as older from now on. A reload does so once new
  /// queries go to the new configuration.
  public void turn() {
    turn++;
    inFlightBeforeTurn += inFlightSinceTurn;
    inFlightSinceTurn = 0;
  }

  /// Exchanges acquired before the last [#turn] and not yet released.
  public int inFlightBeforeTurn() {
    return inFlightBeforeTurn;
  }

  void release(Exchange exchange) {
    if (exchange.turn == turn) {
      inFlightSinceTurn--;
    } else {
      inFlightBeforeTurn--;
    }
    if (idleCount == MOST_KEPT || isLarge(exchange)) {
      return;
    }
    if (idleCount == idle.length) {
      idle = Arrays.copyOf(idle, idle.length * 2);
    }
    idle[idleCount++] = exchange;
  }

  /// A few large messages over TCP must not make every exchange large for ever.
  private static boolean isLarge(Exchange exchange) {
    return exchange.requestBuffer(0).length > MOST_OCTETS_KEPT
        || exchange.reply().buffer().length > MOST_OCTETS_KEPT;
  }
}
