package dev.nodens.bench.micro;

import dev.nodens.core.Exchange;
import dev.nodens.core.ReplySink;
import dev.nodens.core.Transport;
import dev.nodens.core.server.Server;
import dev.nodens.wire.Header;
import dev.nodens.wire.RecordCursor;

/// One event loop of a [ChainBed], and who asks there. For one thread at a time.
public final class Lane implements ReplySink {
  private static final byte[] CLIENT = {10, (byte) 244, 1, 17};
  private static final byte[] LOCAL = {10, 96, 0, 10};
  private static final String DIGITS = "0000000000";
  private static final String NEVER_ASKED = "miss-";

  private final BenchLoop loop;
  private final Server server;
  private final byte[] miss;
  private int lastRcode;
  private int lastAnswers;
  private long sent;

  Lane(BenchLoop loop, Server server) {
    this.loop = loop;
    this.server = server;
    this.miss = ChainBed.request(NEVER_ASKED + DIGITS + ".lane-" + loop.index() + ".example.net.");
  }

  /// Gives the chain one request; returns how many octets of replies it has sent so far.
  public long ask(byte[] request) {
    Exchange exchange = loop.exchanges().acquire();
    byte[] buffer = exchange.requestBuffer(request.length);
    System.arraycopy(request, 0, buffer, 0, request.length);
    exchange.begin(request.length, Transport.UDP, this, null, loop.nanoTime());
    exchange.client(CLIENT, 0, 4, 40_212);
    exchange.local(LOCAL, 0, 4, 53);
    server.handle(exchange);
    return sent;
  }

  /// Lets the upstreams answer.
  public long round() {
    loop.round();
    return sent;
  }

  /// Asks for a name that was never asked for, so that the upstream has to answer.
  public long askAnew() {
    int digit = Header.LENGTH + NEVER_ASKED.length() + DIGITS.length();
    while (miss[digit] == '9') {
      miss[digit--] = '0';
    }
    miss[digit]++;
    ask(miss);
    return round();
  }

  /// The response code of the last reply.
  public int lastRcode() {
    return lastRcode;
  }

  /// Records in the answer section of the last reply.
  public int lastAnswers() {
    return lastAnswers;
  }

  @Override
  public void send(Exchange exchange) {
    sent += exchange.reply().length();
    lastRcode = Header.rcode(exchange.reply().flags());
    lastAnswers = exchange.reply().count(RecordCursor.ANSWER);
    exchange.release();
  }

  @Override
  public void drop(Exchange exchange) {
    exchange.release();
  }
}
