package dev.nodens.plugin.dnstap;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// An open connection to a collector.
///
/// @param in what it sends
/// @param out what it gets
/// @param socket ends it, from any thread
record Connection(InputStream in, OutputStream out, Closeable socket) {
  /// The longest time for connecting and for one answer of the handshake.
  static final int PATIENCE_MILLIS = 4000;

  /// Connects to a path.
  static Connection unix(String path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(Path.of(path)));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return of(channel);
  }

  /// The connection on `channel`.
  static Connection of(SocketChannel channel) {
    return new Connection(
        Channels.newInputStream(channel), Channels.newOutputStream(channel), channel);
  }

  /// Connects `socket` to `HOST:PORT`.
  ///
  /// @param sendBuffer octets
  static Connection tcp(Socket socket, String hostPort, int sendBuffer) throws IOException {
    try {
      socket.setSendBufferSize(sendBuffer);
      socket.connect(address(hostPort), PATIENCE_MILLIS);
      return of(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// The connection on `socket`.
  static Connection of(Socket socket) throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new Connection(socket.getInputStream(), socket.getOutputStream(), socket);
  }

  /// `HOST:PORT`, resolved.
  ///
  /// @throws IOException if it has no port
  static InetSocketAddress address(String hostPort) throws IOException {
    int colon = hostPort.lastIndexOf(':');
    try {
      String host = colon < 0 ? hostPort : hostPort.substring(0, colon);
      String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      int port = Integer.parseInt(hostPort.substring(colon + 1));
      return bare.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(bare, port);
    } catch (IllegalArgumentException e) {
      throw new IOException("address " + hostPort + ": missing or wrong port", e);
    }
  }
}
