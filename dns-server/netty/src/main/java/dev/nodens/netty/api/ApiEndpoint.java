package dev.nodens.netty.api;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;

/// An API server's address and how to prove who asks.
///
/// @param secure whether to use TLS
/// @param host name or address without brackets
/// @param path what comes before all paths; empty or begins with `/` and does not end with it
record ApiEndpoint(
    boolean secure,
    String host,
    int port,
    String path,
    TlsIdentity identity,
    Authorization authorization) {

  static ApiEndpoint of(String url, TlsIdentity identity, Authorization authorization)
      throws IOException {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new IOException("'" + url + "' is no URL: " + e.getReason(), e);
    }
    boolean secure = "https".equals(uri.getScheme());
    if (uri.getHost() == null || !secure && !"http".equals(uri.getScheme())) {
      throw new IOException("'" + url + "' is no URL of the form https://HOST:PORT");
    }
    String host = uri.getHost();
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    String path = uri.getRawPath();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return new ApiEndpoint(secure, host, port, path, identity, authorization);
  }

  /// `HOST:PORT`, an IPv6 address in brackets.
  String authority() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
