package dev.nodens.netty;

import dev.nodens.core.config.ServerTls;
import dev.nodens.core.server.Server;
import dev.nodens.netty.api.ServerIdentity;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Gives stream connections what the server of a listener says now. The server's certificate is
/// read when the server comes, and again in the background when its files changed.
public final class ServedStreams implements StreamService {
  private final ServerSlot server;
  private final Executor background;
  private volatile @Nullable ServerIdentity identity;

  /// @param background runs what blocks
  public ServedStreams(ServerSlot server, Executor background) {
    this.server = server;
    this.background = background;
  }

  /// Reads the certificate of `next`, before it serves. Blocks.
  ///
  /// @throws IOException naming the file that is wrong
  public void prepare(Server next) throws IOException {
    @Nullable ServerTls tls = next.streams().tls();
    @Nullable ServerIdentity present = identity;
    if (tls == null) {
      identity = null;
    } else if (present == null || !present.tls().equals(tls)) {
      identity = ServerIdentity.read(tls);
    }
  }

  /// Who the server is; null if it has no certificate. For each new connection.
  public @Nullable ServerIdentity identity() {
    @Nullable ServerIdentity present = identity;
    if (present != null) {
      present.refreshSometimes(background);
    }
    return present;
  }

  @Override
  public TcpLimits limits() {
    return TcpLimits.of(server.get().streams().limits());
  }

  @Override
  public @Nullable SslHandler secure(SocketChannel channel, List<String> protocols) {
    @Nullable ServerIdentity present = identity();
    return present == null ? null : new SslHandler(present.engine(protocols));
  }
}
