package dev.nodens.netty;

import dev.nodens.core.port.UpstreamListener;
import dev.nodens.netty.http.UpstreamFailure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;

/// A TCP or TLS connection to an upstream; frames messages with their length. Over HTTP/2 a handler
/// before it makes requests of them.
final class UpstreamStream extends UpstreamLink {
  private final byte[] scratch;
  private final boolean handshake;
  private @Nullable ByteBuf unread;

  UpstreamStream(
      Channel channel,
      EventLoop eventLoop,
      UpstreamListener listener,
      byte[] scratch,
      boolean handshake) {
    super(channel, eventLoop, listener);
    this.scratch = scratch;
    this.handshake = handshake;
  }

  @Override
  ByteBuf frame(Channel on, byte[] message, int length) {
    ByteBuf frame = on.alloc().directBuffer(2 + length);
    return frame.writeShort(length).writeBytes(message, 0, length);
  }

  @Override
  boolean openOnConnect() {
    return !handshake;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent completion) {
      if (completion.isSuccess()) {
        opened();
      } else {
        fail("tls: " + Listening.reason(completion.cause()));
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf octets)) {
      failed((UpstreamFailure) message);
      return;
    }
    unread =
        unread == null
            ? octets
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), unread, octets);
    while (unread != null && takeFrame(unread)) {
      // Each round hands over one message.
    }
    if (unread != null && !unread.isReadable()) {
      unread.release();
      unread = null;
    }
  }

  private void failed(UpstreamFailure failure) {
    if (!isOver()) {
      listener().failed(failure.id(), failure.reason());
    }
  }

  private boolean takeFrame(ByteBuf octets) {
    if (octets.readableBytes() < 2) {
      return false;
    }
    int length = octets.getUnsignedShort(octets.readerIndex());
    if (octets.readableBytes() < 2 + length) {
      return false;
    }
    octets.skipBytes(2).readBytes(scratch, 0, length);
    if (!isOver()) {
      listener().received(scratch, length);
    }
    return true;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (unread != null) {
      unread.release();
      unread = null;
    }
  }
}
