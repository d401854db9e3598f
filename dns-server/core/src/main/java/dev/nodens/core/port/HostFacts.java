package dev.nodens.core.port;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

/// What this machine says about itself.
public interface HostFacts {
  /// The host's name.
  String hostName();

  /// The addresses of network interface `name`, IPv4 first; empty if there is no such interface.
  List<InetAddress> interfaceAddresses(String name) throws IOException;

  /// All addresses of all interfaces.
  List<InetAddress> addresses() throws IOException;

  /// Value of an environment variable, empty if unset.
  String environment(String name);

  /// Where the file that is called `path` lies; the same path, except in surroundings that give the
  /// process a file tree of its own.
  default Path file(Path path) {
    return path;
  }
}
