package dev.nodens.netty.http;

import dev.nodens.wire.Header;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Rcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns DNS messages with their length (RFC 1035 §4.2.2), as they go over TCP, into HTTP/2
/// requests, and responses back; between Netty's frame codec and what writes and reads the former.
/// An [UpstreamFailure] goes up instead of a reply that cannot come.
public final class UpstreamExchange extends Http2ChannelDuplexHandler {
  private static final int MOST_OCTETS = 65535 + 16;

  private final UpstreamRequests requests;
  private final Map<Http2FrameStream, Waiting> waiting = new HashMap<>();

  UpstreamExchange(UpstreamRequests requests) {
    this.requests = requests;
  }

  /// A query that was sent.
  private static final class Waiting {
    final int id;
    final byte[] query;
    final Http2Headers headers = new DefaultHttp2Headers(false);
    final HttpRequestParts reply = new HttpRequestParts("", "", EmptyHttpHeaders.INSTANCE, this, 0);

    Waiting(int id, byte[] query) {
      this.id = id;
      this.query = query;
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    var frame = (ByteBuf) message;
    byte[] query = new byte[frame.readUnsignedShort()];
    frame.readBytes(query);
    frame.release();
    if (!promise.isVoid()) {
      promise.setSuccess();
    }
    int id = Octets.u16(query, Header.ID);
    if (requests.hidesId()) {
      Octets.putU16(query, Header.ID, 0);
    }
    Http2FrameStream stream = newStream();
    waiting.put(stream, new Waiting(id, query));
    byte[] body = requests.body(query);
    boolean bodiless = body.length == 0;
    context
        .write(new DefaultHttp2HeadersFrame(requests.headers(query), bodiless).stream(stream))
        .addListener(
            (ChannelFutureListener)
                written -> {
                  if (!written.isSuccess()) {
                    fail(context, stream, String.valueOf(written.cause().getMessage()));
                  }
                });
    if (!bodiless) {
      var data = new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(body), true);
      var _ = context.write(data.stream(stream));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      // No switch over types: the JVM would generate classes for it.
      if (message instanceof Http2HeadersFrame frame) {
        headers(context, frame);
      } else if (message instanceof Http2DataFrame frame) {
        data(context, frame);
      } else if (message instanceof Http2ResetFrame frame) {
        fail(context, frame.stream(), "stream reset: " + Http2Error.valueOf(frame.errorCode()));
      } else if (message instanceof Http2GoAwayFrame) {
        // What waits is asked again on a new connection.
        var _ = context.close();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void headers(ChannelHandlerContext context, Http2HeadersFrame frame) {
    Waiting query = waiting.get(frame.stream());
    if (query != null) {
      query.headers.add(frame.headers());
      if (frame.isEndStream()) {
        whole(context, frame.stream());
      }
    }
  }

  private void data(ChannelHandlerContext context, Http2DataFrame frame) {
    var consumed = new DefaultHttp2WindowUpdateFrame(frame.initialFlowControlledBytes());
    var _ = context.writeAndFlush(consumed.stream(frame.stream()));
    Waiting query = waiting.get(frame.stream());
    if (query == null) {
      return;
    }
    if (!query.reply.add(frame.content(), MOST_OCTETS)) {
      reset(context, frame.stream());
      fail(context, frame.stream(), "response too large");
    } else if (frame.isEndStream()) {
      whole(context, frame.stream());
    }
  }

  private static void reset(ChannelHandlerContext context, Http2FrameStream stream) {
    var _ = context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL).stream(stream));
  }

  private void whole(ChannelHandlerContext context, Http2FrameStream stream) {
    @Nullable Waiting query = waiting.remove(stream);
    if (query == null) {
      return;
    }
    if (requests.isNotFound(query.headers)) {
      received(context, query, noSuchName(query.query));
      return;
    }
    String failure = requests.failure(query.headers);
    byte[] reply = new byte[0];
    try {
      reply =
          failure.isEmpty() ? requests.message(query.reply.body(), query.reply.length()) : reply;
    } catch (CorruptedFrameException e) {
      failure = String.valueOf(e.getMessage());
    }
    if (failure.isEmpty() && reply.length >= Header.LENGTH) {
      received(context, query, reply);
    } else {
      String reason = failure.isEmpty() ? "response without a message" : failure;
      context.fireChannelRead(new UpstreamFailure(query.id, reason));
    }
  }

  private static byte[] noSuchName(byte[] query) {
    byte[] reply = query.clone();
    Octets.putU16(reply, Header.FLAGS, Header.flags(query) | Header.QR | Rcode.NXDOMAIN);
    return reply;
  }

  private static void received(ChannelHandlerContext context, Waiting query, byte[] reply) {
    Octets.putU16(reply, Header.ID, query.id);
    ByteBuf frame = context.alloc().buffer(2 + reply.length);
    context.fireChannelRead(frame.writeShort(reply.length).writeBytes(reply));
  }

  private void fail(ChannelHandlerContext context, Http2FrameStream stream, String reason) {
    @Nullable Waiting query = waiting.remove(stream);
    if (query != null) {
      context.fireChannelRead(new UpstreamFailure(query.id, reason));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof Http2FrameStreamException broken) {
      reset(context, broken.stream());
      fail(context, broken.stream(), String.valueOf(broken.getMessage()));
    } else {
      context.fireExceptionCaught(cause);
    }
  }
}
