package dev.nodens.netty;

import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/// What a stream connection gets when it is accepted: asked anew for each, because a reload changes
/// it. On event loops.
public interface StreamService {
  /// The connection's limits.
  TcpLimits limits();

  /// What puts TLS on `channel`, or null for a plain one.
  @Nullable SslHandler secure(SocketChannel channel);

  /// Plain connections with the same limits for all.
  static StreamService plain(TcpLimits limits) {
    return new StreamService() {
      @Override
      public TcpLimits limits() {
        return limits;
      }

      @Override
      public @Nullable SslHandler secure(SocketChannel channel) {
        return null;
      }
    };
  }
}
