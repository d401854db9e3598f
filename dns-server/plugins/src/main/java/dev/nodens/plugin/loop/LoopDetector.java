package dev.nodens.plugin.loop;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Outcome;
import dev.nodens.core.metrics.Gauge;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks for a random name of the zone and counts how often the question arrives: once is the probe
/// itself, twice may be a repetition, three times is a loop. Then it answers the question, which
/// ends that loop, and says so. Probes go on, so that the report ends when the loop does.
final class LoopDetector implements Handler {
  /// Times that the question may arrive without a loop.
  private static final int HARMLESS = 2;

  private static final long ANSWER_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

  private static final Logger LOG = LoggerFactory.getLogger(LoopDetector.class);

  private final Name zone;
  private final Gauge detected;
  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger seen = new AtomicInteger();
  private volatile byte[] probeName = new byte[0];
  private volatile boolean stopped;
  private volatile String address = "";

  LoopDetector(Name zone, Gauge detected) {
    this.zone = zone;
    this.detected = detected;
    detected.set(0);
  }

  @Override
  public Outcome serve(Exchange exchange) {
    Query query = exchange.query();
    if (query.qtype() != RrType.HINFO) {
      return Outcome.NEXT;
    }
    byte[] name = probeName;
    int length = query.qnameLength();
    if (length != name.length || !Arrays.equals(query.qname(), 0, length, name, 0, length)) {
      return Outcome.NEXT;
    }
    int times = seen.incrementAndGet();
    if (times <= HARMLESS) {
      return Outcome.NEXT;
    }
    if (times == HARMLESS + 1) {
      detected.set(1);
      LOG.error(
          "plugin/loop: Loop ({}:{} -> {}) detected for zone \"{}\": queries that this server"
              + " forwards come back to it; name other upstreams, see docs/plugins/loop.md."
              + " Query: \"HINFO {}\"",
          clientAddress(exchange),
          exchange.clientPort(),
          address,
          zone,
          query.qnameText());
    }
    return exchange.fail(Rcode.SERVFAIL);
  }

  /// Begins to probe the server at `ownAddress`, on `loop`. Any thread.
  void start(Loop loop, InetSocketAddress ownAddress) {
    address = ownAddress.getAddress().getHostAddress() + ":" + ownAddress.getPort();
    loop.execute(() -> new Probe(loop, ownAddress).ask());
  }

  /// Ends probing. Any thread.
  void stop() {
    stopped = true;
  }

  private Name nextName() {
    String labels = (random.nextLong() >>> 2) + "." + (random.nextLong() >>> 2);
    try {
      return zone.prepend(labels);
    } catch (IllegalArgumentException e) {
      // The zone leaves no room for more labels: its own name has to do.
      return zone;
    }
  }

  private static String clientAddress(Exchange exchange) {
    try {
      return InetAddress.getByAddress(
              Arrays.copyOf(exchange.clientAddress(), exchange.clientAddressLength()))
          .getHostAddress();
    } catch (UnknownHostException e) {
      return "?";
    }
  }

  /// One question after the other, on one event loop.
  private final class Probe implements UpstreamListener {
    private final Loop loop;
    private final UpstreamTarget target;
    private @Nullable UpstreamConnection connection;
    private Loop.@Nullable Timer timer;
    private int id;

    Probe(Loop loop, InetSocketAddress to) {
      this.loop = loop;
      this.target =
          new UpstreamTarget(
              to,
              UpstreamTarget.Transport.UDP,
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
    }

    /// Asks under a new name.
    void ask() {
      if (stopped) {
        return;
      }
      seen.set(0);
      Name name = nextName();
      probeName = name.lower();
      id = random.nextInt(0x10000);
      var question = new MessageWriter(Header.LENGTH);
      question.startQuestion(id, Header.RD, name.wire(), RrType.HINFO, RrClass.IN);
      timer = loop.schedule(() -> end(false), ANSWER_NANOS);
      UpstreamConnection opened = loop.upstreams().open(target, this);
      connection = opened;
      opened.send(question.buffer(), question.length());
    }

    @Override
    public void connected() {
      // The question waits in the connection.
    }

    @Override
    public void received(byte[] message, int length) {
      if (length >= Header.LENGTH && Octets.u16(message, Header.ID) == id) {
        end(true);
      }
    }

    @Override
    public void closed(String reason) {
      end(false);
    }

    private void end(boolean answered) {
      if (timer == null) {
        return;
      }
      timer.cancel();
      timer = null;
      if (connection != null) {
        connection.close();
      }
      if (answered && seen.get() <= HARMLESS) {
        detected.set(0);
      }
      loop.schedule(this::ask, answered ? AGAIN_NANOS : RETRY_NANOS);
    }
  }
}
