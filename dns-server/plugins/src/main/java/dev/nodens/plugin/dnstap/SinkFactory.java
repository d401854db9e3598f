package dev.nodens.plugin.dnstap;

import dev.nodens.core.Installation;
import dev.nodens.core.PluginException;
import dev.nodens.core.tls.TrustAnyone;
import dev.nodens.pem.PemFiles;
import dev.nodens.plugin.dnstap.DnstapConfig.Kind;
import dev.nodens.plugin.dnstap.DnstapConfig.Tap;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// Makes the sinks of taps: which sockets they open, and how TLS is put on them.
final class SinkFactory {
  private static final int MEBI = 1 << 20;
  private static final int FILES_WITH_AUTHORITY = 3;

  private final Installation installation;

  SinkFactory(Installation installation) {
    this.installation = installation;
  }

  Sink create(Tap tap) {
    Executor background = installation.platform().blocking();
    int capacity = tap.queue() * Collector.QUEUE_UNIT;
    return tap.listens()
        ? new Collectors(() -> listen(tap), capacity, background, System::nanoTime)
        : new Collector(() -> connect(tap), true, capacity, background, System::nanoTime);
  }

  private Connection connect(Tap tap) throws IOException {
    String address = tap.socket().address();
    return switch (tap.socket().kind()) {
      case UNIX -> Connection.unix(path(tap).toString());
      case TCP -> Connection.tcp(new Socket(), address, tap.writeBuffer() * MEBI);
      case TLS -> secure(tap, Connection.address(address));
    };
  }

  private Path path(Tap tap) {
    return installation.platform().host().file(Path.of(tap.socket().address()));
  }

  private static Connection secure(Tap tap, InetSocketAddress address) throws IOException {
    SSLContext context = clientContext(tap.tls().skipVerify());
    var plain = new Socket();
    plain.setSendBufferSize(tap.writeBuffer() * MEBI);
    plain.connect(address, Connection.PATIENCE_MILLIS);
    var socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(plain, address.getHostString(), address.getPort(), true);
    if (!tap.tls().skipVerify()) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
    }
    return Connection.of(socket);
  }

  private static SSLContext clientContext(boolean skipVerify) throws IOException {
    try {
      if (!skipVerify) {
        return SSLContext.getDefault();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAnyone()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("tls: " + e.getMessage(), e);
    }
  }

  private Collectors.Acceptor listen(Tap tap) throws IOException {
    if (tap.socket().kind() == Kind.UNIX) {
      Path path = path(tap);
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(path));
      return new Collectors.Acceptor(
          () -> Connection.of(server.accept()),
          () -> {
            server.close();
            Files.deleteIfExists(path);
          });
    }
    ServerSocket server = tap.socket().kind() == Kind.TLS ? secureServer(tap) : new ServerSocket();
    server.bind(Connection.address(tap.socket().address()));
    return new Collectors.Acceptor(() -> Connection.of(server.accept()), server);
  }

  private SSLServerSocket secureServer(Tap tap) throws IOException {
    if (tap.tls().files().isEmpty()) {
      throw new IOException("TLS listener requires cert and key files");
    }
    try {
      SSLContext context =
          new PemFiles(tap.tls().files().stream().map(installation::resolve).toList()).context();
      var server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
      boolean asks = tap.tls().files().size() >= FILES_WITH_AUTHORITY;
      if (asks && tap.tls().skipVerify()) {
        server.setWantClientAuth(true);
      } else if (asks) {
        server.setNeedClientAuth(true);
      }
      return server;
    } catch (PluginException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
