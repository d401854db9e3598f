package dev.nodens.netty.mmsg;

import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamConnector;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.core.port.UpstreamTarget;
import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The datagram connections of one event loop to upstreams. They share their memory: one batch is
/// received at a time, and what they send leaves at the end of the loop's round. Event loop only.
public final class MmsgUpstreams implements UpstreamConnector {
  /// Longest reply that is taken; a longer one is cut and will not parse.
  private static final int REPLY_CAPACITY = 4096;

  private static final int REPLIES = 32;

  /// Queries are shorter; a longer message leaves alone.
  static final int QUERY_CAPACITY = 512;

  private static final int QUERIES = 16;

  private final IoEventLoop eventLoop;
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment state = Libc.state(arena);
  private final MessageVector replies = new MessageVector(arena, REPLIES, REPLY_CAPACITY);
  private final byte[] reply = new byte[REPLY_CAPACITY];
  private final Deque<MessageVector> idle = new ArrayDeque<>();
  private final List<MmsgUpstream> sending = new ArrayList<>();
  private final Runnable flush = this::flushAll;

  public MmsgUpstreams(IoEventLoop eventLoop) {
    this.eventLoop = eventLoop;
    for (int i = 0; i < REPLIES; i++) {
      replies.prepare(i, false);
    }
  }

  @Override
  public UpstreamConnection open(UpstreamTarget target, UpstreamListener listener) {
    try {
      ConnectedSocket socket =
          ConnectedSocket.open(target.address(), target.source().orElse(null), state);
      var connection = new MmsgUpstream(this, socket, listener);
      connection.register(eventLoop);
      return connection;
    } catch (IOException e) {
      later(() -> listener.closed(String.valueOf(e.getMessage())));
      return new Unopened();
    }
  }

  private record Unopened() implements UpstreamConnection {
    @Override
    public void send(byte[] message, int length) {}

    @Override
    public void close() {}
  }

  /// Runs `task` when nothing of a connection is at work.
  void later(Runnable task) {
    eventLoop.execute(task);
  }

  /// Where all connections receive, one after the other.
  MessageVector replies() {
    return replies;
  }

  /// Copies a reply out; valid until the next.
  byte[] reply(int index, int length) {
    replies.copyTo(index, reply, length);
    return reply;
  }

  /// Memory to send from until [MmsgUpstream#flush] is called, at the end of the loop's round.
  MessageVector take(MmsgUpstream sender) {
    if (sending.isEmpty()) {
      eventLoop.execute(flush);
    }
    sending.add(sender);
    MessageVector known = idle.poll();
    return known == null ? new MessageVector(arena, QUERIES, QUERY_CAPACITY) : known;
  }

  void giveBack(MessageVector queries) {
    idle.push(queries);
  }

  private void flushAll() {
    for (int i = 0; i < sending.size(); i++) {
      sending.get(i).flush();
    }
    sending.clear();
  }
}
