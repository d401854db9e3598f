package dev.nodens.app;

import dev.nodens.core.server.Listener;
import dev.nodens.core.server.Server;
import dev.nodens.netty.DatagramListener;
import dev.nodens.netty.DatagramTransport;
import dev.nodens.netty.NettyLoops;
import dev.nodens.netty.QuicListener;
import dev.nodens.netty.ServedStreams;
import dev.nodens.netty.ServerSlot;
import dev.nodens.netty.TcpListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/// The UDP and TCP sockets of one server. A server for all addresses has a socket for each family.
final class OpenListener implements AutoCloseable {
  private static final List<String> WILDCARDS = List.of("0.0.0.0", "::");
  private static final int TRIES_FOR_A_FREE_PORT = 16;

  private final ServerSlot server;
  private final ServedStreams streams;
  private final List<DatagramListener> udp = new ArrayList<>();
  private final List<TcpListener> tcp = new ArrayList<>();
  private final int sockets;

  private OpenListener(Server server, Executor background) {
    this.server = new ServerSlot(server);
    this.sockets = server.sockets();
    this.streams = new ServedStreams(this.server, background);
  }

  /// Opens everything that `listener` asks for, or nothing.
  ///
  /// @throws IOException naming protocol and address
  static OpenListener open(
      NettyLoops loops, DatagramTransport datagrams, Listener listener, Executor background)
      throws IOException {
    for (int i = 1; ; i++) {
      var opened = new OpenListener(listener.server(), background);
      try {
        opened.streams.prepare(listener.server());
        opened.openAll(loops, datagrams, listener);
        return opened;
      } catch (IOException e) {
        opened.close();
        if (listener.port() != 0 || i == TRIES_FOR_A_FREE_PORT) {
          throw e;
        }
      }
    }
  }

  private void openAll(NettyLoops loops, DatagramTransport datagrams, Listener listener)
      throws IOException {
    int port = listener.port();
    boolean plain = listener.scheme().equals("dns");
    boolean quic = listener.scheme().equals("quic") || listener.scheme().equals("https3");
    for (String host : listener.host().isEmpty() ? WILDCARDS : List.of(listener.host())) {
      var address = new InetSocketAddress(InetAddress.ofLiteral(host), port);
      try {
        if (plain) {
          udp.add(datagrams.open(address, server));
          port = udp.getFirst().address().getPort();
          address = new InetSocketAddress(address.getAddress(), port);
        } else if (quic) {
          udp.add(QuicListener.open(loops, address, server, streams, quicProtocol(listener)));
          port = udp.getFirst().address().getPort();
          continue;
        }
      } catch (IOException e) {
        if (host.equals("::") && familyMissing(e)) {
          return;
        }
        throw new IOException(failure("udp", address, e), e);
      }
      try {
        tcp.add(TcpListener.open(loops, address, server, streams, protocol(listener)));
        port = tcp.getFirst().address().getPort();
      } catch (IOException e) {
        if (!plain && host.equals("::") && familyMissing(e)) {
          return;
        }
        throw new IOException(failure("tcp", address, e), e);
      }
    }
  }

  private static TcpListener.Protocol protocol(Listener listener) {
    return switch (listener.scheme()) {
      case "https" -> TcpListener.Protocol.HTTPS;
      case "grpc" -> TcpListener.Protocol.GRPC;
      default -> TcpListener.Protocol.DNS;
    };
  }

  private static QuicListener.Protocol quicProtocol(Listener listener) {
    return listener.scheme().equals("https3")
        ? QuicListener.Protocol.HTTPS
        : QuicListener.Protocol.DNS;
  }

  private static boolean familyMissing(IOException e) {
    String reason = String.valueOf(e.getMessage());
    return reason.contains("family not supported") || reason.contains("annot assign requested");
  }

  private static String failure(String protocol, InetSocketAddress address, IOException e) {
    String host = address.getAddress().getHostAddress();
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return "listen " + protocol + " " + shown + ":" + address.getPort() + ": " + e.getMessage();
  }

  /// Whether `next` wants as many sockets as there are.
  boolean suits(Server next) {
    return sockets == next.sockets();
  }

  /// Reads what `next` needs before it can serve.
  ///
  /// @throws IOException naming the file that is wrong
  void prepare(Server next) throws IOException {
    streams.prepare(next);
  }

  /// Queries from now on go to `next`.
  void serve(Server next) {
    server.set(next);
  }

  /// The address of the first socket.
  InetSocketAddress address() {
    return udp.isEmpty() ? tcp.getFirst().address() : udp.getFirst().address();
  }

  /// Reads no further query; replies are still sent.
  void stopReading() {
    udp.forEach(DatagramListener::stopReading);
    tcp.forEach(TcpListener::stopReading);
  }

  @Override
  public void close() {
    udp.forEach(DatagramListener::close);
    tcp.forEach(TcpListener::close);
  }
}
