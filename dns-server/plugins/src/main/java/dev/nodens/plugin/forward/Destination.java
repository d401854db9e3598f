package dev.nodens.plugin.forward;

import dev.nodens.corefile.DomainText;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.IpLiteral;
import dev.nodens.corefile.Transport;

/// One upstream as written, read as far as that goes without looking at files or names.
public sealed interface Destination {
  /// The word in the Corefile.
  String text();

  /// How messages travel.
  Transport transport();

  /// What the certificate must name, or empty.
  String serverName();

  /// As messages name it: `scheme://host:port`.
  String endpoint();

  /// An address.
  ///
  /// @param ip textual IP address without zone
  /// @param serverName what the certificate must name, or empty
  record Address(String text, Transport transport, String ip, int port, String serverName)
      implements Destination {
    @Override
    public String endpoint() {
      return Destination.endpoint(transport, ip, port);
    }
  }

  /// A file in the form of resolv.conf if it exists, otherwise a host name.
  ///
  /// @param path the word without scheme
  /// @param host the word without scheme, server name and port
  record FileOrHost(
      String text, Transport transport, String path, String host, int port, String serverName)
      implements Destination {
    @Override
    public String endpoint() {
      return Destination.endpoint(transport, host, port);
    }
  }

  /// Reads `text`.
  ///
  /// @throws IllegalArgumentException with upstream's words if it can be no destination
  static Destination parse(String text) {
    Transport transport = Transport.of(text);
    String rest = transport.strip(text);
    if (transport == Transport.HTTPS && rest.contains("/")) {
      throw new IllegalArgumentException(
          "paths are not allowed in HTTPS upstream addresses (the /dns-query path is used by"
              + " default): "
              + text);
    }
    if (rest.isEmpty()) {
      throw new IllegalArgumentException("invalid address: " + GoSyntax.quote(text));
    }
    ServerName named = ServerName.split(rest);
    HostPort target = HostPort.split(named.rest());
    boolean address = IpLiteral.parse(target.host()) != null;
    int port = target.port(transport.defaultPort(), text);
    boolean usable =
        switch (transport) {
          case DNS, TLS, QUIC, HTTPS -> true;
          case GRPC, HTTPS3, UNIX -> false;
        };
    if (!usable && (address || transport == Transport.UNIX)) {
      throw new IllegalArgumentException(
          "'"
              + transport.scheme()
              + "' is not supported as a destination protocol in forward: "
              + (address ? endpoint(transport, target.host(), port) : text));
    }
    if (address) {
      return new Address(text, transport, target.host(), port, named.name());
    }
    if (!usable || !DomainText.isName(target.host())) {
      throw new IllegalArgumentException(
          "not an IP address, file, or valid domain: " + GoSyntax.quote(text));
    }
    return new FileOrHost(text, transport, rest, target.host(), port, named.name());
  }

  /// `scheme://host:port`, as upstream names endpoints in messages.
  static String endpoint(Transport transport, String host, int port) {
    String bracketed = host.contains(":") ? "[" + host + "]" : host;
    return transport.scheme() + "://" + bracketed + ":" + port;
  }

  /// `host%name:port` without its name: `%` begins a TLS server name.
  ///
  /// @param rest host and port
  /// @param name empty if there is none
  record ServerName(String rest, String name) {
    static ServerName split(String text) {
      int percent = text.lastIndexOf('%');
      if (percent < 0) {
        return new ServerName(text, "");
      }
      String host = text.substring(0, percent);
      if (host.startsWith("[")) {
        host += "]";
      }
      String name = text.substring(percent + 1);
      int colon = name.lastIndexOf(':');
      if (colon >= 0) {
        host += name.substring(colon);
        name = name.substring(0, colon);
      }
      if (name.endsWith("]")) {
        name = name.substring(0, name.length() - 1);
      }
      return new ServerName(host, name);
    }
  }

  /// A host with its port, as Go splits them.
  ///
  /// @param host without brackets
  /// @param portText empty if there is none
  record HostPort(String host, String portText) {
    static HostPort split(String text) {
      int colon = text.lastIndexOf(':');
      boolean bracketed = text.startsWith("[");
      boolean port =
          colon >= 0 && (bracketed ? text.charAt(colon - 1) == ']' : text.indexOf(':') == colon);
      String host = port ? text.substring(0, colon) : text;
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      return new HostPort(host, port ? text.substring(colon + 1) : "");
    }

    int port(int byDefault, String text) {
      if (portText.isEmpty()) {
        return byDefault;
      }
      try {
        int port = Integer.parseInt(portText);
        if (port > 0 && port <= 0xffff) {
          return port;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new IllegalArgumentException(
          "invalid port " + GoSyntax.quote(portText) + " in upstream address: " + text);
    }
  }
}
