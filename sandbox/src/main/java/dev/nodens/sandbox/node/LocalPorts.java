package dev.nodens.sandbox.node;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/// Finds ports of this machine that nobody uses.
public final class LocalPorts {
  private LocalPorts() {}

  /// A TCP port that is free at `address`.
  ///
  /// @throws IOException when the address is none of this machine's
  public static int free(String address) throws IOException {
    try (var tcp = new ServerSocket(0, 1, InetAddress.ofLiteral(address))) {
      return tcp.getLocalPort();
    }
  }

  /// Different TCP ports that are free on all addresses.
  ///
  /// @param not a port that must not be among them
  /// @throws IOException when there are not enough
  public static List<Integer> free(int count, int not) throws IOException {
    var held = new ArrayList<ServerSocket>();
    try {
      var ports = new ArrayList<Integer>();
      while (ports.size() < count) {
        var socket = new ServerSocket(0);
        held.add(socket);
        if (socket.getLocalPort() != not) {
          ports.add(socket.getLocalPort());
        }
      }
      return ports;
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  /// A port that is free for UDP and TCP on all addresses.
  ///
  /// @throws IOException when none is found
  public static int freeForDns() throws IOException {
    IOException last = new IOException("not tried");
    for (int i = 0; i < 20; i++) {
      try (var tcp = new ServerSocket(0);
          var udp = new DatagramSocket(null)) {
        udp.bind(new InetSocketAddress(tcp.getLocalPort()));
        return tcp.getLocalPort();
      } catch (BindException e) {
        last = e;
      }
    }
    throw new IOException("no port is free for both UDP and TCP", last);
  }
}
