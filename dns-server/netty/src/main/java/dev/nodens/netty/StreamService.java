package dev.nodens.netty;

import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a stream connection gets when it is accepted: asked anew for each, because a reload changes
/// it. On event loops.
public interface StreamService {
  /// The connection's limits.
  TcpLimits limits();

  /// What puts TLS on `channel`, or null for a plain one.
  ///
  /// @param protocols what may be spoken over it, the best first (RFC 7301); empty if that is not
  ///   asked
  @Nullable SslHandler secure(SocketChannel channel, List<String> protocols);

  /// Plain connections with the same limits for all.
  static StreamService plain(TcpLimits limits) {
    return new StreamService() {
      @Override
      public TcpLimits limits() {
        return limits;
      }

      @Override
      public @Nullable SslHandler secure(SocketChannel channel, List<String> protocols) {
        return null;
      }
    };
  }
}
