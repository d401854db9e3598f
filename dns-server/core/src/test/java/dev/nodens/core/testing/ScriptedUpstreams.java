package dev.nodens.core.testing;

import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamConnector;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.core.port.UpstreamTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Upstreams that a test plays: it sees every connection and message, and answers or closes.
public final class ScriptedUpstreams implements UpstreamConnector {
  private final List<Link> links = new ArrayList<>();

  @Override
  public UpstreamConnection open(UpstreamTarget target, UpstreamListener listener) {
    var link = new Link(target, listener);
    links.add(link);
    return link;
  }

  /// All connections ever opened, the oldest first.
  public List<Link> links() {
    return List.copyOf(links);
  }

  /// The messages sent on all connections, in the order of the connections.
  public List<byte[]> sent() {
    return links.stream().flatMap(link -> link.sent.stream()).toList();
  }

  /// One connection, seen from the upstream.
  public static final class Link implements UpstreamConnection {
    private final UpstreamTarget target;
    private final UpstreamListener listener;
    private final List<byte[]> sent = new ArrayList<>();
    private boolean closed;

    Link(UpstreamTarget target, UpstreamListener listener) {
      this.target = target;
      this.listener = listener;
    }

    @Override
    public void send(byte[] message, int length) {
      sent.add(Arrays.copyOf(message, length));
    }

    @Override
    public void close() {
      closed = true;
    }

    /// Where the server connected to.
    public UpstreamTarget target() {
      return target;
    }

    /// What the server sent on this connection.
    public List<byte[]> sent() {
      return List.copyOf(sent);
    }

    /// Whether the server closed it.
    public boolean closed() {
      return closed;
    }

    /// Accepts the connection.
    public void accept() {
      listener.connected();
    }

    /// Sends a message to the server.
    public void reply(byte[] message) {
      listener.received(message, message.length);
    }

    /// Says that one query gets no reply.
    public void failQuery(int id, String reason) {
      listener.failed(id, reason);
    }

    /// Ends the connection with an error.
    public void fail(String reason) {
      listener.closed(reason);
    }
  }
}
