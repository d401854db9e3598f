package dev.nodens.netty.http;

import dev.nodens.core.Exchange;
import dev.nodens.core.ReplySink;
import dev.nodens.core.Transport;
import dev.nodens.netty.quic.QuicCodes;
import dev.nodens.netty.quic.QuicConnection;
import dev.nodens.netty.quic.QuicRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// A request and its response on a stream of HTTP/3. One event loop.
final class Http3Request extends Http3RequestStreamInboundHandler
    implements ReplySink, QuicRequest {
  private static final int H3_REQUEST_REJECTED = 0x10b;

  private final QuicStreamChannel stream;
  private final QuicConnection connection;
  private final Dialect dialect;
  private final long began;
  private @Nullable HttpRequestParts request;
  private boolean over;

  Http3Request(QuicStreamChannel stream, QuicConnection connection, Dialect dialect) {
    this.stream = stream;
    this.connection = connection;
    this.dialect = dialect;
    this.began = connection.loop().nanoTime();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (!connection.begin(this)) {
      end(H3_REQUEST_REJECTED);
    }
  }

  @Override
  protected void channelRead(ChannelHandlerContext context, Http3HeadersFrame frame) {
    if (request == null && !over) {
      Http3Headers headers = frame.headers();
      request = new HttpRequestParts(headers.method(), headers.path(), headers, this, began);
    }
    ReferenceCountUtil.release(frame);
  }

  @Override
  protected void channelRead(ChannelHandlerContext context, Http3DataFrame frame) {
    try {
      @Nullable HttpRequestParts present = request;
      if (present == null || over) {
        return;
      }
      int more = frame.content().readableBytes();
      if (!present.add(frame.content(), dialect.mostOctets())) {
        connection.done(this, present.length());
        respond(dialect.tooLarge());
        var _ = stream.shutdownInput(QuicCodes.HTTP3.noError());
      } else if (!connection.hold(more)) {
        over = true;
      }
    } finally {
      frame.release();
    }
  }

  /// The request is whole.
  @Override
  protected void channelInputClosed(ChannelHandlerContext context) {
    @Nullable HttpRequestParts present = request;
    if (over) {
      var _ = stream.close();
      return;
    }
    if (present == null) {
      end(QuicCodes.HTTP3.internalError());
      return;
    }
    connection.done(this, present.length());
    Dialect.Reading read =
        dialect.read(
            present.method, present.target, present.contentType, present.body(), present.length());
    if (read instanceof Dialect.DnsQuery query) {
      connection.ask(this, Transport.HTTPS3, query.octets(), 0, query.octets().length);
    } else {
      respond((HttpAnswer) read);
    }
  }

  @Override
  public void send(Exchange exchange) {
    respond(dialect.answer(exchange));
    exchange.release();
    connection.answered();
  }

  @Override
  public void drop(Exchange exchange) {
    exchange.release();
    respond(dialect.silence());
    connection.answered();
  }

  private void respond(HttpAnswer answer) {
    if (over || !stream.isActive()) {
      return;
    }
    over = true;
    connection.count(Integer.toString(answer.status()));
    var headers = new DefaultHttp3Headers().status(Integer.toString(answer.status()));
    for (int i = 0; i < answer.headers().size(); i += 2) {
      headers.add(answer.headers().get(i), answer.headers().get(i + 1));
    }
    headers.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    var _ = stream.write(new DefaultHttp3HeadersFrame(headers));
    ChannelFuture last =
        stream.writeAndFlush(new DefaultHttp3DataFrame(Unpooled.wrappedBuffer(answer.body())));
    last.addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
    connection.writes(last, answer.body().length);
  }

  @Override
  public long began() {
    return began;
  }

  @Override
  public void giveUp() {
    end(QuicCodes.HTTP3.internalError());
  }

  private void end(int code) {
    @Nullable HttpRequestParts present = request;
    connection.done(this, present == null ? 0 : present.length());
    over = true;
    if (stream.isActive()) {
      var _ = stream.shutdownOutput(code);
    }
  }

  /// The client took the request back, or wrote what is no HTTP/3; then the codec ends stream or
  /// connection with the code that belongs to it.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!over) {
      end(QuicCodes.HTTP3.internalError());
      connection.cancelled();
    }
    var _ = stream.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    @Nullable HttpRequestParts present = request;
    connection.done(this, present == null ? 0 : present.length());
    over = true;
  }
}
