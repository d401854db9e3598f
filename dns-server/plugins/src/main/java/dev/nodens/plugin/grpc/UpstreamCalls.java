package dev.nodens.plugin.grpc;

import dev.nodens.core.port.Loop;
import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.wire.Header;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The connection of one event loop to one upstream, and the calls that wait on it. It is opened
/// with the first call and stays until the upstream ends it.
final class UpstreamCalls {
  private static final int MOST = 1 << 15;

  private final Loop loop;
  private final UpstreamTarget target;
  private final LoopCalls owner;
  private final SplittableRandom random;
  private final String label;
  private @Nullable Link link;
  private boolean retired;

  UpstreamCalls(Loop loop, UpstreamTarget target, LoopCalls owner, SplittableRandom random) {
    this.loop = loop;
    this.target = target;
    this.owner = owner;
    this.random = random;
    this.label = label(target);
  }

  private static String label(UpstreamTarget target) {
    if (target.socket().isPresent()) {
      return "unix://" + target.socket().get();
    }
    InetSocketAddress address = target.address();
    String ip = address.getAddress().getHostAddress();
    return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + address.getPort();
  }

  /// `IP:port` or `unix://PATH`.
  String label() {
    return label;
  }

  /// Sends `call`.
  ///
  /// @return false if too many wait
  boolean send(Call call) {
    Link open = link;
    if (open == null) {
      open = new Link();
      link = open;
      open.connection = loop.upstreams().open(target, open);
    }
    return open.send(call);
  }

  /// `call` waits no more.
  void forget(Call call) {
    if (link != null) {
      link.waiting.remove(call.id);
      closeIfRetired(link);
    }
  }

  /// Closes when the last call is done.
  void retire() {
    retired = true;
    if (link != null) {
      closeIfRetired(link);
    }
  }

  private void closeIfRetired(Link open) {
    if (retired && open.waiting.isEmpty() && open.connection != null) {
      open.connection.close();
      link = null;
    }
  }

  /// One connection.
  private final class Link implements UpstreamListener {
    final Map<Integer, Call> waiting = new HashMap<>();
    @Nullable UpstreamConnection connection;
    private int sent;

    boolean send(Call call) {
      if (waiting.size() >= MOST || connection == null) {
        return false;
      }
      int id = random.nextInt(1 << 16);
      while (waiting.containsKey(id)) {
        id = id + 1 & 0xffff;
      }
      Query query = call.exchange.query();
      byte[] message = Arrays.copyOf(query.message(), query.length());
      Octets.putU16(message, Header.ID, id);
      call.id = id;
      call.upstream = UpstreamCalls.this;
      call.onUsedConnection = sent++ > 0;
      waiting.put(id, call);
      connection.send(message, message.length);
      return true;
    }

    @Override
    public void connected() {
      // Calls wait in the connection.
    }

    @Override
    public void received(byte[] message, int length) {
      @Nullable Call call =
          length < Header.LENGTH ? null : waiting.remove(Octets.u16(message, Header.ID));
      if (call != null) {
        owner.received(call, message, length);
        closeIfRetired(this);
      }
    }

    @Override
    public void failed(int id, String reason) {
      @Nullable Call call = waiting.remove(id);
      if (call != null) {
        owner.failed(call, reason, false);
      }
    }

    @Override
    public void closed(String reason) {
      if (link == this) {
        link = null;
      }
      var all = new ArrayList<>(waiting.values());
      waiting.clear();
      all.forEach(call -> owner.failed(call, "transport: " + reason, call.onUsedConnection));
    }
  }
}
