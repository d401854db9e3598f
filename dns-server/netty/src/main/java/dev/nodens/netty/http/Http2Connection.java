package dev.nodens.netty.http;

import dev.nodens.core.port.Loop;
import dev.nodens.core.server.Server;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// HTTP/2 (RFC 9113): many requests at once, answered as their answers are ready. Behind Netty's
/// frame codec.
///
/// Queries go on when their stream is reset, so they are counted apart from streams: a client that
/// resets its streams as soon as it has opened them is refused like one that opens too many.
final class Http2Connection extends HttpConnection {
  /// Most octets of bodies that are not whole yet.
  private static final int MOST_PARTS = 1 << 18;

  private final Map<Http2FrameStream, HttpRequestParts> parts = new HashMap<>();
  private final long mostInFlight;

  /// @param mostInFlight most queries that are unanswered at once
  Http2Connection(
      Channel channel, Loop loop, Supplier<Server> server, Dialect dialect, long mostInFlight) {
    super(channel, loop, server, dialect);
    this.mostInFlight = mostInFlight;
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
        parts.remove(frame.stream());
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  private void headers(ChannelHandlerContext context, Http2HeadersFrame frame) {
    Http2FrameStream stream = frame.stream();
    HttpRequestParts request = parts.get(stream);
    if (request == null) {
      if (isEnding() || inFlight() >= mostInFlight) {
        reset(context, stream, Http2Error.REFUSED_STREAM);
        return;
      }
      Http2Headers headers = frame.headers();
      request =
          new HttpRequestParts(
              headers.method(), headers.path(), headers, stream, loop().nanoTime());
      parts.put(stream, request);
    }
    if (frame.isEndStream()) {
      parts.remove(stream);
      ask(request);
    }
  }

  private void data(ChannelHandlerContext context, Http2DataFrame frame) {
    Http2FrameStream stream = frame.stream();
    var consumed = new DefaultHttp2WindowUpdateFrame(frame.initialFlowControlledBytes());
    var _ = context.write(consumed.stream(stream));
    HttpRequestParts request = parts.get(stream);
    if (request == null) {
      return;
    }
    if (!request.add(frame.content(), dialect().mostOctets())) {
      parts.remove(stream);
      refuse(request);
    } else if (frame.isEndStream()) {
      parts.remove(stream);
      ask(request);
    } else if (held() > MOST_PARTS) {
      parts.remove(stream);
      reset(context, stream, Http2Error.ENHANCE_YOUR_CALM);
    }
  }

  private int held() {
    int octets = 0;
    for (HttpRequestParts request : parts.values()) {
      octets += request.length();
    }
    return octets;
  }

  private static void reset(
      ChannelHandlerContext context, Http2FrameStream stream, Http2Error why) {
    var _ = context.writeAndFlush(new DefaultHttp2ResetFrame(why).stream(stream));
  }

  @Override
  ChannelFuture write(HttpRequestParts request, HttpAnswer answer) {
    var stream = (Http2FrameStream) request.token;
    var headers = new DefaultHttp2Headers().status(Integer.toString(answer.status()));
    add(headers, answer.headers());
    if (!answer.headers().contains("grpc-status") && answer.trailers().isEmpty()) {
      headers.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    }
    boolean bodiless = answer.body().length == 0;
    ChannelFuture last =
        channel().write(new DefaultHttp2HeadersFrame(headers, bodiless).stream(stream));
    if (!bodiless) {
      boolean whole = answer.trailers().isEmpty();
      var body = new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(answer.body()), whole);
      last = channel().write(body.stream(stream));
    }
    if (!answer.trailers().isEmpty()) {
      var trailers = new DefaultHttp2Headers();
      add(trailers, answer.trailers());
      last = channel().write(new DefaultHttp2HeadersFrame(trailers, true).stream(stream));
    }
    return last;
  }

  private static void add(Http2Headers headers, List<String> pairs) {
    for (int i = 0; i < pairs.size(); i += 2) {
      headers.add(pairs.get(i), pairs.get(i + 1));
    }
  }

  @Override
  long oldestPart() {
    long oldest = Long.MAX_VALUE;
    for (HttpRequestParts request : parts.values()) {
      oldest = Math.min(oldest, request.began);
    }
    return oldest;
  }

  @Override
  void sayGoodbye() {
    var _ = channel().writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof Http2FrameStreamException broken) {
      parts.remove(broken.stream());
      reset(context, broken.stream(), broken.error());
    } else {
      super.exceptionCaught(context, cause);
    }
  }
}
