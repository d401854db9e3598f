package dev.nodens.plugin.dnstap;

import java.util.List;
import java.util.Optional;

/// All uses of the directive in one block, in file order.
public record DnstapConfig(List<Tap> taps) {

  public DnstapConfig {
    taps = List.copyOf(taps);
  }

  /// One use of the directive.
  ///
  /// @param socket where to connect or listen
  /// @param listens whether collectors connect to this server instead of the other way round
  /// @param full whether whole messages are copied
  /// @param writeBuffer MiB of the socket's send buffer
  /// @param queue messages that may wait, in ten thousands
  /// @param identity name of the server; the host name if absent
  /// @param version version of the server; that of the program if absent
  /// @param extra format of the field `extra`; empty for none
  /// @param tls how a `tls://` socket is secured
  public record Tap(
      Socket socket,
      boolean listens,
      boolean full,
      int writeBuffer,
      int queue,
      Optional<String> identity,
      Optional<String> version,
      String extra,
      Tls tls) {}

  /// How a socket is reached.
  ///
  /// @param kind unix, TCP or TLS
  /// @param address path, or host and port
  public record Socket(Kind kind, String address) {
    /// Reads `unix:///path`, `tcp://host:port`, `tls://host:port` or a path.
    static Socket parse(String text) {
      for (Kind kind : Kind.values()) {
        String scheme = kind.name().toLowerCase(java.util.Locale.ROOT) + "://";
        if (text.startsWith(scheme)) {
          String rest = text.substring(scheme.length());
          int path = kind == Kind.UNIX ? -1 : rest.indexOf('/');
          return new Socket(kind, path < 0 ? rest : rest.substring(0, path));
        }
      }
      return new Socket(Kind.UNIX, text);
    }
  }

  /// The kind of a socket.
  public enum Kind {
    UNIX,
    TCP,
    TLS
  }

  /// TLS.
  ///
  /// @param skipVerify whether the other side's certificate is taken as it is
  /// @param files certificate and key, and maybe the authority of clients; empty without
  public record Tls(boolean skipVerify, List<String> files) {
    public Tls {
      files = List.copyOf(files);
    }
  }
}
