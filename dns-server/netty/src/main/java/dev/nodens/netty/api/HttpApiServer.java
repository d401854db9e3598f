package dev.nodens.netty.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.port.ApiServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One API server over HTTP/1.1, a connection for each request: there are few, and they last.
final class HttpApiServer implements ApiServer {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int HANDSHAKE_MILLIS = 10_000;

  private final ApiEndpoint endpoint;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// @throws IOException if a file that TLS needs is missing or malformed
  HttpApiServer(ApiEndpoint endpoint) throws IOException {
    this.endpoint = endpoint;
    if (endpoint.secure()) {
      endpoint.identity().check();
    }
  }

  @Override
  public Response get(String pathAndQuery, String accept, Duration idle) throws IOException {
    try {
      return ask(pathAndQuery, accept, idle);
    } catch (IOException e) {
      throw explained(e, idle);
    }
  }

  private Response ask(String pathAndQuery, String accept, Duration idle) throws IOException {
    var socket = new Socket();
    open.add(socket);
    Closeable connection = socket;
    try {
      if (closed) {
        throw new SocketException("closed");
      }
      connect(socket);
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      if (endpoint.secure()) {
        TlsStream tls = shakeHands(socket);
        connection = tls;
        in = tls.in();
        out = tls.out();
      }
      socket.setSoTimeout(millis(idle));
      out.write(request(pathAndQuery, accept).getBytes(UTF_8));
      Closeable whole = connection;
      var response = new HttpResponse(socket, in, () -> end(socket, whole));
      response.readHead();
      return response;
    } catch (IOException e) {
      end(socket, connection);
      throw e;
    }
  }

  private void connect(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    keepAlive(socket);
    socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), CONNECT_MILLIS);
  }

  private TlsStream shakeHands(Socket socket) throws IOException {
    socket.setSoTimeout(HANDSHAKE_MILLIS);
    return endpoint.identity().secure(socket, endpoint.host(), endpoint.port());
  }

  /// A watch may be silent for minutes: the kernel finds out that the other side is gone.
  @SuppressWarnings("unchecked")
  private static void keepAlive(Socket socket) throws IOException {
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    for (SocketOption<?> option : socket.supportedOptions()) {
      int value =
          switch (option.name()) {
            case "TCP_KEEPIDLE" -> 15;
            case "TCP_KEEPINTERVAL" -> 5;
            case "TCP_KEEPCOUNT" -> 4;
            default -> 0;
          };
      if (value > 0) {
        socket.setOption((SocketOption<Integer>) option, value);
      }
    }
  }

  private String request(String pathAndQuery, String accept) throws IOException {
    String authorization = endpoint.authorization().header();
    return "GET "
        + endpoint.path()
        + pathAndQuery
        + " HTTP/1.1\r\nHost: "
        + endpoint.authority()
        + "\r\nUser-Agent: nodens\r\nAccept: "
        + accept
        + "\r\nConnection: close\r\n"
        + (authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n")
        + "\r\n";
  }

  private void end(Socket socket, Closeable connection) {
    open.remove(socket);
    try {
      connection.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  private IOException explained(IOException e, Duration idle) {
    String reason =
        switch (e) {
          case ConnectException refused -> "cannot connect: " + refused.getMessage();
          case SocketTimeoutException timeout -> timeout.getMessage() + " (after " + idle + ")";
          case SSLException tls -> "tls: " + reason(tls);
          case UnknownHostException unknown -> "unknown host " + unknown.getMessage();
          default -> String.valueOf(e.getMessage());
        };
    String scheme = endpoint.secure() ? "https://" : "http://";
    return new IOException(scheme + endpoint.authority() + ": " + reason, e);
  }

  /// Native code says no more than that something is wrong with a certificate; its cause says what.
  private static @Nullable String reason(SSLException tls) {
    Throwable cause = tls.getCause();
    return (cause instanceof CertificateException ? cause : tls).getMessage();
  }

  static int millis(Duration time) {
    return Math.clamp(time.toMillis(), 1, Integer.MAX_VALUE);
  }

  @Override
  public String host() {
    return endpoint.authority();
  }

  @Override
  public void close() {
    closed = true;
    open.forEach(socket -> end(socket, socket));
  }
}
