package dev.nodens.netty;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Passes the datagrams of one client on to a server, each behind a word of the PROXY protocol, and
/// what the server sends back to the client.
final class Balancer implements AutoCloseable {
  private final DatagramSocket front;
  private final DatagramSocket back;
  private final InetSocketAddress server;
  private final byte[] word;
  private final AtomicReference<@Nullable SocketAddress> client = new AtomicReference<>();

  Balancer(InetSocketAddress server, byte[] word) throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    this.front = new DatagramSocket(0, loopback);
    this.back = new DatagramSocket(0, loopback);
    this.server = server;
    this.word = word.clone();
    Thread.startVirtualThread(this::passOn);
    Thread.startVirtualThread(this::passBack);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) front.getLocalSocketAddress();
  }

  private void passOn() {
    relay(
        front,
        packet -> {
          client.set(packet.getSocketAddress());
          var octets = new ByteArrayOutputStream();
          octets.writeBytes(word);
          octets.write(packet.getData(), 0, packet.getLength());
          back.send(new DatagramPacket(octets.toByteArray(), octets.size(), server));
        });
  }

  private void passBack() {
    relay(
        back,
        packet ->
            front.send(new DatagramPacket(packet.getData(), packet.getLength(), client.get())));
  }

  /// What is done with a datagram.
  @FunctionalInterface
  private interface Step {
    void take(DatagramPacket packet) throws IOException;
  }

  private static void relay(DatagramSocket from, Step step) {
    var packet = new DatagramPacket(new byte[65535], 65535);
    try {
      while (true) {
        packet.setLength(65535);
        from.receive(packet);
        step.take(packet);
      }
    } catch (IOException e) {
      if (!from.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    front.close();
    back.close();
  }
}
