package dev.nodens.app;

import dev.nodens.core.server.Listener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a container gives a process, for a process without one: a file tree and an address of its
/// own, and ports that are free there. Immutable; any thread.
///
/// The environment variable `NODENS_POD` describes it, such as `root=/tmp/pod address=127.0.0.11
/// 53=40053 8080=40080`. The quick start sets it, so that a Corefile with absolute paths and port
/// 53 runs unchanged, without root and beside other programs. Without it everything is as it is.
///
/// @param root where absolute paths start from
/// @param address what sockets for all addresses bind instead
/// @param ports which port stands for one that is asked for
record PlainPod(Path root, Optional<InetAddress> address, Map<Integer, Integer> ports) {
  static final String VARIABLE = "NODENS_POD";
  private static final Path TOP = Path.of("/");

  PlainPod {
    ports = Map.copyOf(ports);
  }

  /// @param text value of the variable; empty for the machine as it is
  /// @throws IllegalArgumentException naming the word that cannot be read
  static PlainPod of(String text) {
    Path root = TOP;
    Optional<InetAddress> address = Optional.empty();
    var ports = new HashMap<Integer, Integer>();
    for (String word : text.isBlank() ? new String[0] : text.strip().split("\\s+")) {
      String[] pair = word.split("=", 2);
      try {
        switch (pair[0]) {
          case "root" -> root = Path.of(pair[1]);
          case "address" -> address = Optional.of(InetAddress.ofLiteral(pair[1]));
          default -> ports.put(Integer.valueOf(pair[0]), Integer.valueOf(pair[1]));
        }
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        throw new IllegalArgumentException(
            VARIABLE + ": \"" + word + "\" is none of root=DIR, address=IP and PORT=PORT", e);
      }
    }
    return new PlainPod(root, address, ports);
  }

  /// Where a file of the pod lies on this machine.
  Path file(Path path) {
    return path.isAbsolute() && !root.equals(TOP) ? root.resolve(TOP.relativize(path)) : path;
  }

  /// What to bind for `asked`.
  InetSocketAddress place(InetSocketAddress asked) {
    InetAddress host =
        asked.getAddress().isAnyLocalAddress()
            ? address.orElse(asked.getAddress())
            : asked.getAddress();
    return new InetSocketAddress(host, port(asked.getPort()));
  }

  /// What to open for `asked`.
  Listener place(Listener asked) {
    String host =
        asked.host().isEmpty() ? address.map(InetAddress::getHostAddress).orElse("") : asked.host();
    return new Listener(asked.scheme(), host, port(asked.port()), asked.zones(), asked.server());
  }

  private int port(int asked) {
    return ports.getOrDefault(asked, asked);
  }
}
