package dev.nodens.netty;

import dev.nodens.core.Exchange;
import dev.nodens.core.ReplySink;
import dev.nodens.core.Transport;
import dev.nodens.core.config.ProxyProtocol;
import dev.nodens.netty.proxy.ProxiedExchanges;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One loop's UDP socket: datagrams become exchanges, replies become datagrams.
///
/// All replies to the datagrams of one read leave with one flush; replies that come later (an
/// upstream answered) are flushed together at the end of the loop's round.
final class UdpSocket extends ChannelInboundHandlerAdapter implements ReplySink {
  private static final Logger LOG = LoggerFactory.getLogger(UdpSocket.class);

  private final DatagramChannel channel;
  private final NettyLoop loop;
  private final ServerSlot server;
  private final Runnable flush = this::flushNow;
  private byte[] localAddress = new byte[0];
  private int localPort;
  private @Nullable ProxiedExchanges proxied;
  private boolean reading;
  private boolean flushScheduled;

  UdpSocket(DatagramChannel channel, NettyLoop loop, ServerSlot server) {
    this.channel = channel;
    this.loop = loop;
    this.server = server;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    InetSocketAddress local = channel.localAddress();
    localPort = local.getPort();
    localAddress = local.getAddress().getAddress();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    reading = true;
    var packet = (DatagramPacket) message;
    Exchange exchange = loop.exchanges().acquire();
    try {
      ByteBuf content = packet.content();
      int length = content.readableBytes();
      content.readBytes(exchange.requestBuffer(length), 0, length);
      InetSocketAddress client = packet.sender();
      byte[] address = client.getAddress().getAddress();
      @Nullable ProxyProtocol terms = server.get().proxy();
      if (terms == null) {
        exchange.begin(length, Transport.UDP, this, client, loop.nanoTime());
        exchange.client(address, 0, address.length, client.getPort());
      } else if (!proxied(terms)
          .begin(exchange, length, address, address.length, client.getPort(), this, client)) {
        return;
      }
      sentTo(exchange, packet.recipient());
    } finally {
      packet.release();
    }
    server.get().handle(exchange);
  }

  private ProxiedExchanges proxied(ProxyProtocol terms) {
    @Nullable ProxiedExchanges present = proxied;
    if (present == null || !present.terms().equals(terms)) {
      present = new ProxiedExchanges(loop, terms);
      proxied = present;
    }
    return present;
  }

  private void sentTo(Exchange exchange, InetSocketAddress recipient) {
    byte[] address =
        recipient.getAddress() == null ? localAddress : recipient.getAddress().getAddress();
    exchange.local(address, 0, address.length, localPort);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    reading = false;
    channel.flush();
  }

  @Override
  public void send(Exchange exchange) {
    var client = (InetSocketAddress) exchange.attachment();
    int length = exchange.reply().length();
    if (client != null && channel.isWritable()) {
      ByteBuf octets = channel.alloc().directBuffer(length);
      octets.writeBytes(exchange.reply().buffer(), 0, length);
      var _ = channel.write(new DatagramPacket(octets, client), channel.voidPromise());
      flushSoon();
    } else {
      server.get().lost(loop.index(), 1);
    }
    exchange.release();
  }

  private void flushSoon() {
    if (!reading && !flushScheduled) {
      flushScheduled = true;
      loop.execute(flush);
    }
  }

  private void flushNow() {
    flushScheduled = false;
    channel.flush();
  }

  @Override
  public void drop(Exchange exchange) {
    exchange.release();
  }

  /// A reply could not be sent (no route, client's port closed): UDP forgets it.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("UDP {}: {}", channel.localAddress(), cause.toString());
    server.get().lost(loop.index(), 1);
  }
}
