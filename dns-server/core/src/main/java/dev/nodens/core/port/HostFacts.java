package dev.nodens.core.port;

import java.io.IOException;
import java.net.InetAddress;
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
}
