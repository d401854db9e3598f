package dev.nodens.plugin.forward;

import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import org.jspecify.annotations.Nullable;

/// One connection to an upstream, and the queries that wait on it. One event loop.
final class UpstreamSocket implements UpstreamListener {
  private static final int MOST_OVER_UDP = 4096;
  private static final int SIZE_BEFORE_OPTIONS = 8;

  private final LoopForwarder forwarder;
  private final SocketPool pool;
  private final long created;

  private @Nullable UpstreamConnection connection;
  private @Nullable PendingQuery waiting;
  private boolean connected;
  private boolean over;
  private boolean retired;
  private int load;
  private int served;
  private long lastUsed;

  UpstreamSocket(LoopForwarder forwarder, SocketPool pool, long now) {
    this.forwarder = forwarder;
    this.pool = pool;
    this.created = now;
    this.lastUsed = now;
  }

  void opened(UpstreamConnection by) {
    connection = by;
    if (over) {
      by.close();
    }
  }

  /// Sends `request` for `query`, which waits here from now on.
  ///
  /// An upstream hears of no larger size than what the socket takes; the size is a matter of each
  /// hop (RFC 6891 §6.2.5). The request itself stays as the client sent it.
  void send(PendingQuery query, Query request) {
    byte[] message = request.message();
    int size = request.udpSize();
    boolean limited = !pool.isStream() && size > MOST_OVER_UDP;
    int sizeAt = request.optionsAt() - SIZE_BEFORE_OPTIONS;
    if (limited) {
      Octets.putU16(message, sizeAt, MOST_OVER_UDP);
    }
    send(query, message, request.length());
    if (limited) {
      Octets.putU16(message, sizeAt, size);
    }
  }

  private void send(PendingQuery query, byte[] message, int length) {
    query.socket = this;
    query.previousOnSocket = null;
    query.nextOnSocket = waiting;
    if (waiting != null) {
      waiting.previousOnSocket = query;
    }
    waiting = query;
    load++;
    served++;
    if (connection != null) {
      connection.send(message, length);
    }
  }

  /// `query` waits no more.
  void leave(PendingQuery query, long now) {
    if (query.previousOnSocket == null) {
      waiting = query.nextOnSocket;
    } else {
      query.previousOnSocket.nextOnSocket = query.nextOnSocket;
    }
    if (query.nextOnSocket != null) {
      query.nextOnSocket.previousOnSocket = query.previousOnSocket;
    }
    query.previousOnSocket = null;
    query.nextOnSocket = null;
    query.socket = null;
    load--;
    lastUsed = now;
    if (load == 0) {
      pool.idle(this);
    }
  }

  /// Any query that waits here, or null.
  @Nullable PendingQuery waiting() {
    return waiting;
  }

  SocketPool pool() {
    return pool;
  }

  /// Queries that wait.
  int load() {
    return load;
  }

  /// Queries sent so far.
  int served() {
    return served;
  }

  long lastUsed() {
    return lastUsed;
  }

  long created() {
    return created;
  }

  boolean isConnected() {
    return connected;
  }

  /// Whether it can take no more queries.
  boolean isOver() {
    return over || retired;
  }

  /// Takes no more queries; closes when the last that waits is done.
  void retire() {
    retired = true;
    if (load == 0) {
      close();
    }
  }

  void close() {
    if (!over) {
      over = true;
      if (connection != null) {
        connection.close();
      }
    }
  }

  /// What users see of this connection in errors: `A->B`, or `B` while A is unknown.
  String ends() {
    String local = connection == null ? "" : connection.localAddress();
    return local.isEmpty() ? pool.upstream().label() : local + "->" + pool.upstream().label();
  }

  @Override
  public void connected() {
    connected = true;
  }

  @Override
  public void received(byte[] message, int length) {
    forwarder.received(this, message, length);
  }

  @Override
  public void failed(int id, String reason) {
    forwarder.failed(this, id, reason);
  }

  @Override
  public void closed(String reason) {
    over = true;
    pool.forget(this);
    forwarder.closed(this, reason);
  }
}
