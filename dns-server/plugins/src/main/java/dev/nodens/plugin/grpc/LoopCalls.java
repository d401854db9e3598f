package dev.nodens.plugin.grpc;

import dev.nodens.core.Exchange;
import dev.nodens.core.Outcome;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.plugin.grpc.GrpcConfig.Policy;
import dev.nodens.upstream.ReplyReader;
import dev.nodens.wire.Header;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Everything that one event loop does for one `grpc`: picks upstreams, sends, reads replies, times
/// out, tries the next one.
final class LoopCalls {
  private static final long BUDGET_NANOS = 5_000_000_000L;

  private final Loop loop;
  private final UpstreamCalls[] upstreams;
  private final Policy policy;
  private final GrpcMetrics metrics;
  private final Predicate<Query> goesOn;
  private final ReplyReader replies = new ReplyReader();
  private final SplittableRandom random = new SplittableRandom();
  private int robin;

  /// @param goesOn whether a query without an answer goes to the next plugin
  LoopCalls(
      Loop loop,
      List<UpstreamTarget> targets,
      Policy policy,
      GrpcMetrics metrics,
      Predicate<Query> goesOn) {
    this.loop = loop;
    this.policy = policy;
    this.metrics = metrics;
    this.goesOn = goesOn;
    this.upstreams =
        targets.stream()
            .map(target -> new UpstreamCalls(loop, target, this, random))
            .toArray(UpstreamCalls[]::new);
  }

  /// Sends `exchange` to the first upstream.
  Outcome call(Exchange exchange) {
    var call = new Call(exchange, order());
    long now = loop.nanoTime();
    long budget = Math.min(BUDGET_NANOS, exchange.deadline() - now);
    call.timer = loop.schedule(() -> timeOut(call), budget);
    call.started = now;
    if (send(call)) {
      return Outcome.PARKED;
    }
    call.timer.cancel();
    return giveUp(call);
  }

  private int[] order() {
    int[] order = new int[upstreams.length];
    robin = (robin + 1) % order.length;
    for (int i = 0; i < order.length; i++) {
      order[i] = policy == Policy.ROUND_ROBIN ? i == 0 ? robin : i <= robin ? i - 1 : i : i;
    }
    for (int i = order.length - 1; policy == Policy.RANDOM && i > 0; i--) {
      int other = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[other];
      order[other] = moved;
    }
    return order;
  }

  private boolean send(Call call) {
    while (call.position < call.order.length) {
      call.started = loop.nanoTime();
      if (upstreams[call.order[call.position]].send(call)) {
        return true;
      }
      call.position++;
    }
    return false;
  }

  /// A reply to `call`.
  void received(Call call, byte[] message, int length) {
    UpstreamCalls upstream = upstreams[call.order[call.position]];
    Exchange exchange = call.exchange;
    ReplyReader.Match match = replies.match(exchange.query(), message, length);
    boolean reply = (Header.flags(message) & Header.QR) != 0;
    boolean truncated = (Header.flags(message) & Header.TC) != 0;
    if (!reply || match != ReplyReader.Match.SAME_QUESTION) {
      exchange.startReply(Rcode.FORMERR, false);
      end(call, Outcome.ANSWERED);
      return;
    }
    int rcode = replies.take(exchange, message, length, truncated);
    if (rcode < 0) {
      failed(call, "malformed reply", false);
      return;
    }
    metrics.replied(loop, upstream.label(), rcode, loop.nanoTime() - call.started);
    boolean next = rcode == Rcode.NXDOMAIN && goesOn.test(exchange.query());
    end(call, next ? Outcome.NEXT : Outcome.ANSWERED);
  }

  /// The upstream did not answer `call`.
  ///
  /// @param again whether it deserves another try: an older connection ended just now
  void failed(Call call, String reason, boolean again) {
    call.error = reason;
    if (again && !call.repeated) {
      call.repeated = true;
    } else {
      call.position++;
    }
    if (!send(call)) {
      end(call, giveUp(call));
    }
  }

  private void timeOut(Call call) {
    @Nullable UpstreamCalls upstream = call.upstream;
    if (upstream != null) {
      upstream.forget(call);
    }
    call.error = "rpc error: code = DeadlineExceeded desc = context deadline exceeded";
    end(call, giveUp(call));
  }

  private Outcome giveUp(Call call) {
    return goesOn.test(call.exchange.query())
        ? Outcome.NEXT
        : call.exchange.fail(Rcode.SERVFAIL, "grpc", call.error);
  }

  private static void end(Call call, Outcome outcome) {
    if (call.timer != null) {
      call.timer.cancel();
    }
    call.exchange.resume(outcome);
  }

  /// Gives up connections when they are idle.
  void retire() {
    for (UpstreamCalls upstream : upstreams) {
      upstream.retire();
    }
  }
}
