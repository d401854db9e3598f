package dev.nodens.plugin.dnstap;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Interceptor;
import dev.nodens.core.Outcome;
import dev.nodens.upstream.UpstreamTap;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Copies each query and its reply to the taps of a block, and those that are exchanged with the
/// upstreams of the block's `forward`.
final class DnstapHandler implements Handler, Interceptor, UpstreamTap {
  private static final byte[] NONE = new byte[0];

  private final List<OpenTap> taps;
  private final InstantSource clock;

  /// A tap in use.
  ///
  /// @param full whether whole messages are copied
  record OpenTap(Sink sink, TapMessage.Source source, ExtraText extra, boolean full) {}

  DnstapHandler(List<OpenTap> taps, InstantSource clock) {
    this.taps = List.copyOf(taps);
    this.clock = clock;
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Instant asked = clock.instant();
    Query query = exchange.query();
    for (OpenTap tap : taps) {
      byte[] message = tap.full() ? Arrays.copyOf(query.message(), query.length()) : NONE;
      tap.sink()
          .offer(
              TapMessage.query(tap.source(), exchange, asked, message, tap.extra().of(exchange)));
    }
    exchange.intercept(this, asked, 0);
    return Outcome.NEXT;
  }

  @Override
  public Outcome onOutcome(Exchange exchange, Outcome outcome) {
    if (outcome != Outcome.DROPPED && exchange.interceptorState() instanceof Instant asked) {
      Instant answered = clock.instant();
      for (OpenTap tap : taps) {
        byte[] message = tap.full() ? reply(exchange, outcome) : NONE;
        tap.sink()
            .offer(
                TapMessage.response(
                    tap.source(), exchange, asked, answered, message, tap.extra().of(exchange)));
      }
    }
    return outcome;
  }

  @Override
  public void asked(
      Exchange exchange,
      InetSocketAddress upstream,
      boolean stream,
      long nanos,
      byte @Nullable [] reply,
      int length) {
    Instant ended = clock.instant();
    Instant asked = ended.minusNanos(nanos);
    var address = new TapMessage.Upstream(upstream, stream);
    Query query = exchange.query();
    for (OpenTap tap : taps) {
      byte[] extra = tap.extra().of(exchange);
      byte[] sent = tap.full() ? copy(query.message(), query.length(), query.id()) : NONE;
      Sink sink = tap.sink();
      sink.offer(TapMessage.forwarded(tap.source(), exchange, address, asked, sent, extra));
      if (reply != null) {
        byte[] came = tap.full() ? copy(reply, length, query.id()) : NONE;
        sink.offer(TapMessage.returned(tap.source(), exchange, address, asked, ended, came, extra));
      }
    }
  }

  /// With the client's id, by which collectors find what belongs together, as in CoreDNS.
  private static byte[] copy(byte[] message, int length, int id) {
    byte[] copy = Arrays.copyOf(message, length);
    Octets.putU16(copy, Header.ID, id);
    return copy;
  }

  /// The reply that the client gets, without the OPT record and signature that are added last.
  private static byte[] reply(Exchange exchange, Outcome outcome) {
    if (outcome == Outcome.ANSWERED) {
      MessageWriter reply = exchange.reply();
      return Arrays.copyOf(reply.buffer(), reply.length());
    }
    Query query = exchange.query();
    byte[] reply = Arrays.copyOf(query.message(), query.questionEnd());
    int kept = query.flags() & (Header.OPCODE_MASK | Header.RD);
    Octets.putU16(reply, Header.FLAGS, Header.QR | kept | exchange.failureRcode() & 15);
    Octets.putU16(reply, Header.ANCOUNT, 0);
    Octets.putI32(reply, Header.NSCOUNT, 0);
    return reply;
  }

  void start() {
    taps.forEach(tap -> tap.sink().start());
  }

  void stop() {
    taps.forEach(tap -> tap.sink().stop());
  }
}
