package dev.nodens.core.port;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// A Kubernetes API server, seen as a source of byte streams. For virtual threads: calls block.
public interface ApiServer extends AutoCloseable {
  /// Sends `GET pathAndQuery` and waits for the head of the response.
  ///
  /// @param pathAndQuery begins with `/`
  /// @param accept the formats that the caller reads, as in the header `Accept`
  /// @param idle longest silence on the connection before reading fails
  /// @throws IOException if no response head arrives: refused, TLS, timeout; the message says which
  Response get(String pathAndQuery, String accept, Duration idle) throws IOException;

  /// Host and port, for logs and metrics.
  String host();

  @Override
  void close();

  /// The response to one request. To be closed; closing early ends the connection.
  interface Response extends AutoCloseable {
    /// HTTP status code.
    int status();

    /// The format of the body as the header `Content-Type` says it, in lower case; empty without.
    String contentType();

    /// The body as it arrives. Reading blocks; end of stream means the server ended the response.
    InputStream body();

    /// Changes the longest silence on the connection before reading fails.
    void idle(Duration silence) throws IOException;

    @Override
    void close();
  }
}
