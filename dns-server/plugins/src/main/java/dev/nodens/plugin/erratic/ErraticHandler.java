package dev.nodens.plugin.erratic;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import dev.nodens.wire.RrType;
import java.util.concurrent.atomic.AtomicLong;

/// Answers A and AAAA with fixed addresses, and fails for other types; drops, delays and truncates
/// as it was told. For testing clients.
final class ErraticHandler implements Handler {
  private static final int READY_AFTER = 5;
  private static final int MANY = 30;
  private static final byte[] ADDRESS4 = {(byte) 192, 0, 2, 53};
  private static final byte[] ADDRESS6 = {
    0x20, 0x01, 0x0d, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x53
  };

  private final ErraticConfig config;
  private final AtomicLong queries = new AtomicLong();

  ErraticHandler(ErraticConfig config) {
    this.config = config;
  }

  /// Says yes only after it was asked some times, to test whoever waits for it.
  boolean askedOften() {
    return queries.get() > READY_AFTER || queries.getAndIncrement() > READY_AFTER;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    long number = queries.getAndIncrement();
    if (isTurn(config.drop(), number)) {
      return Outcome.DROPPED;
    }
    Outcome outcome = answer(exchange, isTurn(config.truncate(), number));
    if (isTurn(config.delay(), number)) {
      exchange.loop().schedule(() -> exchange.resume(outcome), config.duration().toNanos());
      return Outcome.PARKED;
    }
    return outcome;
  }

  private static boolean isTurn(int every, long number) {
    return every > 0 && number % every == 0;
  }

  private Outcome answer(Exchange exchange, boolean truncated) {
    int type = exchange.query().qtype();
    if (type != RrType.A && type != RrType.AAAA) {
      return exchange.fail(Rcode.SERVFAIL);
    }
    MessageWriter reply = exchange.startReply(Rcode.NOERROR, true);
    if (truncated) {
      reply.flags(reply.flags() | Header.TC);
    }
    byte[] address = type == RrType.A ? ADDRESS4 : ADDRESS6;
    int count = type == RrType.A && config.large() ? MANY : 1;
    for (int i = 0; i < count; i++) {
      Records.address(reply, RecordCursor.ANSWER, 0, address, 0, address.length);
    }
    return Outcome.ANSWERED;
  }
}
