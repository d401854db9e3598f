package dev.nodens.core.config;

import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.IpLiteral;
import java.net.InetSocketAddress;
import java.util.List;

/// An address that a directive listens at, as `HOST:PORT`.
///
/// @param host name or IP address; empty for all addresses
/// @param port 0 to 65535
public record HostPort(String host, int port) {

  /// Reads the only argument that a directive with a page may have.
  ///
  /// @param cursor stands at the directive's name
  /// @param otherwise what there is without an argument
  public static HostPort optional(Cursor cursor, HostPort otherwise) {
    List<String> args = cursor.remainingArgs();
    if (args.size() > 1) {
      throw cursor.argumentError();
    }
    return args.isEmpty() ? otherwise : parse(args.getFirst(), cursor);
  }

  /// Reads `HOST:PORT`, `:PORT` or `[IPV6]:PORT`.
  ///
  /// @param cursor stands at the argument, for the error
  public static HostPort parse(String text, Cursor cursor) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (colon < 0 || host.endsWith(":") && !bracketed) {
      throw cursor.error("address " + text + ": missing port in address");
    }
    if (host.contains(":") && !bracketed) {
      throw cursor.error("address " + text + ": too many colons in address");
    }
    return new HostPort(
        bracketed ? host.substring(1, host.length() - 1) : host,
        port(text.substring(colon + 1), text, cursor));
  }

  /// Reads the address of another name server, `ADDRESS` or `ADDRESS:PORT`: no name, but an IPv6
  /// address may say its interface behind a `%`.
  ///
  /// @param cursor stands at the argument, for the error
  public static HostPort peer(String text, int defaultPort, Cursor cursor) {
    if (isAddress(text)) {
      return new HostPort(text, defaultPort);
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    if (!isAddress(bare) || bare.contains(":") && bare.equals(host)) {
      throw cursor.refusal("must specify an IP address: `" + bare + "'");
    }
    String digits = colon < 0 ? "" : text.substring(colon + 1);
    return new HostPort(bare, digits.isEmpty() ? defaultPort : port(digits, text, cursor));
  }

  private static boolean isAddress(String text) {
    int percent = text.indexOf('%');
    return IpLiteral.parse(percent < 0 ? text : text.substring(0, percent)) != null;
  }

  private static int port(String digits, String text, Cursor cursor) {
    boolean number = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    int port = number && digits.length() <= 5 ? Integer.parseInt(digits) : -1;
    if (port < 0 || port > 65535) {
      throw cursor.error("address " + text + ": invalid port '" + digits + "', use 0 to 65535");
    }
    return port;
  }

  /// The socket address; a name is looked up, so this may block.
  public InetSocketAddress address() {
    return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
