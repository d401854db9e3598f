package dev.nodens.netty.http;

import dev.nodens.core.port.Loop;
import dev.nodens.core.server.Server;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// HTTP/1.1: one request after the other, the next is read when the last is answered. Behind
/// Netty's codec and a handler that hands out one message at a time.
final class Http1Connection extends HttpConnection {
  private final Queue<Object> held = new ArrayDeque<>();
  private final Runnable continuation = this::takeHeld;
  private @Nullable HttpRequestParts request;

  Http1Connection(Channel channel, Loop loop, Supplier<Server> server, Dialect dialect) {
    super(channel, loop, server, dialect);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (inFlight() == 0 && held.isEmpty()) {
      take(message);
    } else {
      held.add(message);
      channel().config().setAutoRead(false);
    }
  }

  private void takeHeld() {
    while (inFlight() == 0 && !held.isEmpty()) {
      take(held.remove());
    }
    if (held.isEmpty()) {
      channel().config().setAutoRead(true);
    }
  }

  private void take(Object message) {
    try {
      if (isEnding()) {
        return;
      }
      if (message instanceof HttpRequest head) {
        begin(head);
      }
      if (message instanceof HttpContent content) {
        add(content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    super.channelInactive(context);
    held.forEach(ReferenceCountUtil::release);
    held.clear();
  }

  private void begin(HttpRequest head) {
    boolean goesOn = HttpUtil.isKeepAlive(head) && head.decoderResult().isSuccess();
    request =
        new HttpRequestParts(
            head.method().name(), head.uri(), head.headers(), goesOn, loop().nanoTime());
    refuseIfBroken(head);
  }

  private void add(HttpContent content) {
    HttpRequestParts present = request;
    if (present == null || refuseIfBroken(content)) {
      return;
    }
    if (!present.add(content.content(), dialect().mostOctets())) {
      refuseAndEnd(present);
    } else if (content instanceof LastHttpContent) {
      request = null;
      ask(present);
    }
  }

  private boolean refuseIfBroken(HttpObject part) {
    HttpRequestParts present = request;
    if (part.decoderResult().isSuccess() || present == null) {
      return false;
    }
    refuseAndEnd(present);
    return true;
  }

  private void refuseAndEnd(HttpRequestParts present) {
    request = null;
    refuse(present);
    finish();
  }

  @Override
  ChannelFuture write(HttpRequestParts of, HttpAnswer answer) {
    ByteBuf body = Unpooled.wrappedBuffer(answer.body());
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
    for (int i = 0; i < answer.headers().size(); i += 2) {
      response.headers().set(answer.headers().get(i), answer.headers().get(i + 1));
    }
    HttpUtil.setContentLength(response, answer.body().length);
    if (!goesOn(of)) {
      close(response);
    }
    return channel().write(response);
  }

  private static void close(HttpMessage response) {
    HttpUtil.setKeepAlive(response, false);
  }

  private boolean goesOn(HttpRequestParts of) {
    return of.token instanceof Boolean goesOn && goesOn && !isEnding();
  }

  @Override
  void responded(HttpRequestParts of) {
    if (!goesOn(of)) {
      finish();
    } else if (!held.isEmpty()) {
      // Later, so that answers at once do not nest.
      loop().execute(continuation);
    }
  }

  @Override
  long oldestPart() {
    HttpRequestParts present = request;
    return present == null ? Long.MAX_VALUE : present.began;
  }

  @Override
  void sayGoodbye() {
    // The next response says so.
  }
}
