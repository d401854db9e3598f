package dev.nodens.netty.proxy;

import dev.nodens.core.config.ProxyProtocol;
import dev.nodens.core.config.ProxyProtocol.Policy;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.ProtocolDetectionState;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.handler.codec.haproxy.HAProxyTLV;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Stands first in a stream connection until its peer has said whose it is, or has begun with
/// something else; then gives way to what serves. Netty reads what is said.
public final class ProxyStart extends ByteToMessageDecoder {
  private static final int NOOP = 4;

  private final ProxyProtocol terms;
  private final Policy policy;
  private final Duration patience;
  private final Runnable furnish;
  private @Nullable Future<?> watch;

  private ProxyStart(ProxyProtocol terms, Policy policy, Duration patience, Runnable furnish) {
    this.terms = terms;
    this.policy = policy;
    this.patience = patience;
    this.furnish = furnish;
  }

  /// Furnishes `channel` now if its peer is not listened to, else when it has begun to speak.
  ///
  /// @param patience how long it may take to begin
  /// @param furnish adds what serves, which finds the client with [ProxiedClient#of]
  public static void begin(
      Channel channel, ProxyProtocol terms, Duration patience, Runnable furnish) {
    byte[] peer = ((InetSocketAddress) channel.remoteAddress()).getAddress().getAddress();
    Policy policy = terms.policy(peer, peer.length);
    if (policy == Policy.SKIP) {
      furnish.run();
    } else {
      channel.pipeline().addLast(new ProxyStart(terms, policy, patience, furnish));
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    Runnable tooLate =
        () -> {
          var _ = context.close();
        };
    watch = context.executor().schedule(tooLate, patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf octets, List<Object> out) {
    ProtocolDetectionState state = HAProxyMessageDecoder.detectProtocol(octets).state();
    if (state == ProtocolDetectionState.INVALID) {
      giveWay(context);
    } else if (state == ProtocolDetectionState.DETECTED) {
      if (policy == Policy.REJECT) {
        var _ = context.close();
        octets.skipBytes(octets.readableBytes());
        return;
      }
      // One word of it, and what follows is not of the PROXY protocol.
      context
          .pipeline()
          .addAfter(context.name(), null, new Said())
          .addAfter(context.name(), null, new HAProxyMessageDecoder(true));
      context.pipeline().remove(this);
    }
  }

  private void giveWay(ChannelHandlerContext context) {
    serve();
    context.pipeline().remove(this);
  }

  private void serve() {
    if (watch != null) {
      watch.cancel(false);
    }
    furnish.run();
  }

  /// Takes what Netty has read.
  private final class Said extends ChannelInboundHandlerAdapter {
    private boolean refused;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (refused) {
        // Netty reads on in what is left when the connection closes.
        ReferenceCountUtil.safeRelease(message);
        return;
      }
      if (!(message instanceof HAProxyMessage said)) {
        context.fireChannelRead(message);
        return;
      }
      try {
        use(context.channel(), said);
      } finally {
        said.release();
      }
      serve();
      context.pipeline().remove(this);
    }

    private void use(Channel channel, HAProxyMessage said) {
      AddressFamily family = said.proxiedProtocol().addressFamily();
      boolean ip = family == AddressFamily.AF_IPv4 || family == AddressFamily.AF_IPv6;
      if (policy == Policy.USE && said.command() == HAProxyCommand.PROXY && ip) {
        var address =
            new InetSocketAddress(InetAddress.ofLiteral(said.sourceAddress()), said.sourcePort());
        new ProxiedClient(address, terms.keepsTlvs() ? tlvs(said) : null).keepWith(channel);
      }
    }

    private static byte @Nullable [] tlvs(HAProxyMessage said) {
      var octets = new ByteArrayOutputStream();
      for (HAProxyTLV tlv : said.tlvs()) {
        if (tlv.typeByteValue() != NOOP) {
          ByteBuf content = tlv.content().duplicate();
          byte[] value = new byte[content.readableBytes()];
          content.readBytes(value);
          octets.write(tlv.typeByteValue());
          octets.write(value.length >>> 8);
          octets.write(value.length);
          octets.writeBytes(value);
        }
      }
      return octets.size() == 0 ? null : octets.toByteArray();
    }

    /// What began like a word of the PROXY protocol is none.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      refused = true;
      var _ = context.close();
    }
  }
}
