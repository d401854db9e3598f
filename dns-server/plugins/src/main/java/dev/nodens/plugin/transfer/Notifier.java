package dev.nodens.plugin.transfer;

import dev.nodens.core.config.HostPort;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Opcode;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells secondaries that a zone changed (RFC 1996 §3), over UDP, three times if need be.
final class Notifier {
  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
  private static final int TRIES = 3;
  private static final long ANSWER_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int NOTIFY_FLAGS = Opcode.NOTIFY << 11 | Header.AA;

  private final Loop loop;
  private volatile boolean stopped;

  /// @param loop where messages are sent
  Notifier(Loop loop) {
    this.loop = loop;
  }

  /// Sends no further message. Any thread.
  void stop() {
    stopped = true;
  }

  /// Tells all secondaries of `rule`. Any thread.
  void tell(Name zone, TransferConfig.Rule rule) {
    for (HostPort secondary : rule.secondaries()) {
      var address =
          new InetSocketAddress(InetAddress.ofLiteral(secondary.host()), secondary.port());
      var target =
          new UpstreamTarget(
              address,
              UpstreamTarget.Transport.UDP,
              Optional.empty(),
              Optional.empty(),
              rule.source().map(InetAddress::ofLiteral));
      loop.execute(() -> new Message(zone, secondary, target).send());
    }
  }

  /// One message to one secondary, on the loop.
  private final class Message implements UpstreamListener {
    private final Name zone;
    private final HostPort secondary;
    private final UpstreamTarget target;
    private final int id = ThreadLocalRandom.current().nextInt(1 << 16);
    private @Nullable UpstreamConnection connection;
    private Loop.@Nullable Timer timer;
    private String last = "no answer";
    private int tries;

    Message(Name zone, HostPort secondary, UpstreamTarget target) {
      this.zone = zone;
      this.secondary = secondary;
      this.target = target;
    }

    void send() {
      if (stopped) {
        return;
      }
      if (tries++ == TRIES) {
        LOG.warn(
            "plugin/transfer: Failed sending notifies: notify for zone {} was not accepted by {}:"
                + " {}",
            GoSyntax.quote(zone.toString()),
            GoSyntax.quote(secondary.toString()),
            last);
        return;
      }
      var message = new MessageWriter(512);
      message.startQuestion(id, NOTIFY_FLAGS, zone.wire(), RrType.SOA, RrClass.IN);
      timer = loop.schedule(() -> again("no answer"), ANSWER_NANOS);
      connection = loop.upstreams().open(target, this);
      connection.send(message.buffer(), message.length());
    }

    @Override
    public void connected() {}

    @Override
    public void received(byte[] reply, int length) {
      boolean ours = length >= Header.LENGTH && Octets.u16(reply, Header.ID) == id;
      if (!ours) {
        return;
      }
      int rcode = Header.rcode(Header.flags(reply));
      if (rcode == Rcode.NOERROR) {
        end();
      } else {
        again("rcode was " + GoSyntax.quote(Rcode.toText(rcode)));
      }
    }

    @Override
    public void closed(String reason) {
      connection = null;
      if (timer != null) {
        timer.cancel();
      }
      // Not at once: a secondary that is just starting refuses for a moment.
      last = reason;
      timer = loop.schedule(this::send, ANSWER_NANOS);
    }

    private void again(String why) {
      last = why;
      end();
      send();
    }

    private void end() {
      if (timer != null) {
        timer.cancel();
      }
      if (connection != null) {
        connection.close();
      }
      connection = null;
    }
  }
}
