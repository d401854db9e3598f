package dev.nodens.netty.proxy;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Whose the queries of a stream connection are, if its peer has said so.
///
/// @param address the client's
/// @param tlvs what was said besides, types and lengths included; null for nothing
public record ProxiedClient(InetSocketAddress address, byte @Nullable [] tlvs) {
  private static final AttributeKey<ProxiedClient> KEY = AttributeKey.valueOf("nodens.client");

  /// What is known of `channel`; its peer is the client itself if nothing was said.
  public static ProxiedClient of(Channel channel) {
    @Nullable ProxiedClient said = channel.hasAttr(KEY) ? channel.attr(KEY).get() : null;
    return said == null
        ? new ProxiedClient((InetSocketAddress) channel.remoteAddress(), null)
        : said;
  }

  void keepWith(Channel channel) {
    channel.attr(KEY).set(this);
  }
}
