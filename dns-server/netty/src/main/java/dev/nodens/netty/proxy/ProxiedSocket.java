package dev.nodens.netty.proxy;

import dev.nodens.core.config.ProxyProtocol;
import dev.nodens.core.port.Loop;
import dev.nodens.core.server.Server;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Stands between a socket and QUIC: datagrams whose peers speak for clients come to QUIC without
/// that word and from the client's address, and what QUIC sends to that address goes to the peer.
/// One event loop.
public final class ProxiedSocket extends ChannelDuplexHandler {
  private final Loop loop;
  private final Supplier<Server> server;
  private final ProxiedPeers peers;
  private @Nullable ProxyProtocol terms;
  private @Nullable ProxyDatagrams datagrams;

  /// @param server asked for each datagram
  /// @param peers shared by the sockets of a listener
  public ProxiedSocket(Loop loop, Supplier<Server> server, ProxiedPeers peers) {
    this.loop = loop;
    this.server = server;
    this.peers = peers;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    @Nullable ProxyProtocol granted = server.get().proxy();
    if (granted == null || !(message instanceof DatagramPacket packet)) {
      context.fireChannelRead(message);
      return;
    }
    @Nullable DatagramPacket said = translate(packet, granted);
    if (said == null) {
      packet.release();
    } else {
      context.fireChannelRead(said);
    }
  }

  /// The datagram as the client would have sent it; null if it is to be thrown away.
  private @Nullable DatagramPacket translate(DatagramPacket packet, ProxyProtocol granted)
      throws UnknownHostException {
    ByteBuf content = packet.content();
    int length = content.readableBytes();
    byte[] octets = new byte[length];
    content.getBytes(content.readerIndex(), octets);
    InetSocketAddress peer = packet.sender();
    byte[] address = peer.getAddress().getAddress();
    ProxyDatagrams reader = reader(granted);
    @Nullable ProxiedDatagram said =
        reader.read(octets, length, address, address.length, peer.getPort(), loop.nanoTime());
    if (said == null || reader.payloadAt() == length) {
      return null;
    }
    // Netty's dispatcher looks for the connection from the start of the buffer on.
    ByteBuf payload = content.skipBytes(reader.payloadAt()).slice();
    var client = new InetSocketAddress(InetAddress.getByAddress(said.client()), said.port());
    if (!client.equals(peer)) {
      peers.speaksFor(client, peer, granted.mostSessions());
    }
    return new DatagramPacket(payload, packet.recipient(), client);
  }

  private ProxyDatagrams reader(ProxyProtocol granted) {
    @Nullable ProxyDatagrams present = datagrams;
    if (present == null || !granted.equals(terms)) {
      present = new ProxyDatagrams(granted);
      datagrams = present;
      terms = granted;
    }
    return present;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    @Nullable InetSocketAddress peer =
        message instanceof DatagramPacket packet ? peers.of(packet.recipient()) : null;
    if (peer != null && message instanceof DatagramPacket packet) {
      var _ = context.write(new DatagramPacket(packet.content(), peer, packet.sender()), promise);
    } else {
      var _ = context.write(message, promise);
    }
  }
}
