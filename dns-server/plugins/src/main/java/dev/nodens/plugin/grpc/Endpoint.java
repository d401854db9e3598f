package dev.nodens.plugin.grpc;

import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.IpLiteral;
import dev.nodens.corefile.Transport;

/// One word behind FROM: an address with its port, a Unix domain socket, or what must be a file.
///
/// @param word the word without scheme
/// @param ip textual IP address; empty for a socket and a file
/// @param port 1 to 65535; 0 for a socket
record Endpoint(String word, String ip, int port) {
  /// Whether the word is the path of a socket.
  boolean isSocket() {
    return port == 0;
  }

  /// Reads `text`; a scheme is read, and says nothing but the port.
  ///
  /// @throws IllegalArgumentException if it can be neither an address nor a file
  static Endpoint parse(String text) {
    Transport transport = Transport.of(text);
    String word = transport.strip(text);
    if (word.isEmpty()) {
      throw new IllegalArgumentException("invalid address: " + GoSyntax.quote(text));
    }
    if (transport == Transport.UNIX) {
      return new Endpoint(word, "", 0);
    }
    int colon = word.lastIndexOf(':');
    boolean bracketed = word.startsWith("[");
    boolean port =
        colon > 0 && (bracketed ? word.charAt(colon - 1) == ']' : word.indexOf(':') == colon);
    String host = port ? word.substring(0, colon) : word;
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (IpLiteral.parse(host) == null) {
      return new Endpoint(word, "", transport.defaultPort());
    }
    return new Endpoint(
        word, host, port ? port(word.substring(colon + 1), text) : transport.defaultPort());
  }

  private static int port(String digits, String text) {
    try {
      int port = Integer.parseInt(digits);
      if (port > 0 && port <= 0xffff) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "invalid port " + GoSyntax.quote(digits) + " in upstream address: " + text);
  }
}
