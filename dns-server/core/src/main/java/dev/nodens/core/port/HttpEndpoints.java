package dev.nodens.core.port;

import dev.nodens.core.config.ServerTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

/// Small HTTP endpoints: health, readiness, metrics, profiles. Handlers run on virtual threads.
public interface HttpEndpoints {
  /// Serves `GET path` at `address`; endpoints of the same address share a listener. A path that
  /// ends in `/` stands for all paths that begin with it.
  ///
  /// @throws IOException if the address cannot be bound, with the address in the message
  default Endpoint serve(InetSocketAddress address, String path, Page page) throws IOException {
    return serve(address, Optional.empty(), path, page);
  }

  /// As the other one, over TLS if `tls` is there; endpoints of the same address must agree on it.
  ///
  /// @throws IOException naming the file that is wrong, or the address
  Endpoint serve(InetSocketAddress address, Optional<ServerTls> tls, String path, Page page)
      throws IOException;

  /// A served path.
  interface Endpoint {
    /// Stops serving the path, and listening if it was the last one of its address.
    void close();

    /// The address in use, with the real port if 0 was asked for.
    InetSocketAddress address();
  }

  /// Makes the content of a page.
  @FunctionalInterface
  interface Page {
    /// The response to one request. May block, on a virtual thread.
    Content content(Request request);
  }

  /// What is asked for.
  ///
  /// @param path of the URL, decoded
  /// @param query what stands behind the `?`, as it came; empty if there is nothing
  record Request(String path, String query) {}

  /// A response.
  ///
  /// @param status HTTP status code
  /// @param type media type
  /// @param headers more headers, by name
  record Content(int status, String type, byte[] body, Map<String, String> headers) {
    public Content {
      headers = Map.copyOf(headers);
    }

    /// A response without further headers.
    public Content(int status, String type, byte[] body) {
      this(status, type, body, Map.of());
    }
  }
}
