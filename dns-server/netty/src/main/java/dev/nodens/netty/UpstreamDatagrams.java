package dev.nodens.netty;

import dev.nodens.core.port.UpstreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.PortUnreachableException;

/// A connected UDP socket to an upstream.
final class UpstreamDatagrams extends UpstreamLink {
  private final byte[] scratch;

  UpstreamDatagrams(
      Channel channel, EventLoop eventLoop, UpstreamListener listener, byte[] scratch) {
    super(channel, eventLoop, listener);
    this.scratch = scratch;
  }

  @Override
  ByteBuf frame(Channel on, byte[] message, int length) {
    return on.alloc().directBuffer(length).writeBytes(message, 0, length);
  }

  @Override
  boolean openOnConnect() {
    return true;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var packet = (DatagramPacket) message;
    int length = packet.content().readableBytes();
    packet.content().readBytes(scratch, 0, length);
    packet.release();
    if (!isOver()) {
      listener().received(scratch, length);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof PortUnreachableException) {
      fail("connection refused");
    } else {
      super.exceptionCaught(context, cause);
    }
  }
}
