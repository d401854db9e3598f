package dev.nodens.plugin.forward;

import dev.nodens.core.port.Loop;
import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/// Asks an upstream the same question until it gives any reply, whatever the rcode. Lives on one
/// event loop.
final class HealthProbe {
  private static final long TIMEOUT_NANOS = 1_000_000_000L;
  private static final long LEAST_PAUSE_NANOS = 10_000_000L;

  private final Upstream upstream;
  private final Loop loop;
  private final UpstreamTarget target;
  private final SecureRandom random = new SecureRandom();

  HealthProbe(Upstream upstream, Loop loop, UpstreamTarget target) {
    this.upstream = upstream;
    this.loop = loop;
    this.target = target;
  }

  /// Sends the first probe.
  void send() {
    new Attempt().start();
  }

  private void missed() {
    if (upstream.probeFailed(loop)) {
      long pause = Math.max(LEAST_PAUSE_NANOS, upstream.health().interval().toNanos());
      loop.schedule(this::send, pause);
    }
  }

  /// One question on a connection of its own.
  private final class Attempt implements UpstreamListener {
    private final int id = random.nextInt(0x10000);
    private @Nullable UpstreamConnection connection;
    private Loop.@Nullable Timer timer;
    private boolean over;

    void start() {
      var question = new MessageWriter(Header.LENGTH);
      int flags = upstream.health().recursionDesired() ? Header.RD : 0;
      byte[] name = upstream.health().domain().wire();
      question.startQuestion(id, flags, name, RrType.NS, RrClass.IN);
      timer = loop.schedule(() -> end(false), TIMEOUT_NANOS);
      UpstreamConnection opened = loop.upstreams().open(target, this);
      connection = opened;
      if (!over) {
        opened.send(question.buffer(), question.length());
      }
    }

    @Override
    public void connected() {
      // The question waits in the connection.
    }

    @Override
    public void received(byte[] message, int length) {
      if (length >= Header.LENGTH
          && Octets.u16(message, Header.ID) == id
          && (Header.flags(message) & Header.QR) != 0) {
        end(true);
      }
    }

    @Override
    public void failed(int query, String reason) {
      end(false);
    }

    @Override
    public void closed(String reason) {
      end(false);
    }

    private void end(boolean answered) {
      if (over) {
        return;
      }
      over = true;
      if (timer != null) {
        timer.cancel();
      }
      if (connection != null) {
        connection.close();
      }
      if (answered) {
        upstream.recovered();
      } else {
        missed();
      }
    }
  }
}
