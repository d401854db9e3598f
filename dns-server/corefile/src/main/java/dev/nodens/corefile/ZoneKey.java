package dev.nodens.corefile;

/// One zone on one listener, as a key of a server block asks for it.
///
/// @param zone absolute and in lower case, `.` for the root
/// @param port 0 to 65535; 0 lets the system choose
/// @param position the key's
public record ZoneKey(Transport transport, String zone, int port, Position position) {

  /// As upstream writes it: `dns://example.org.:53`.
  @Override
  public String toString() {
    return transport.scheme() + "://" + zone + ":" + port;
  }
}
