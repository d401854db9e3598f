package dev.nodens.e2e.differential;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Octets to a server on loopback and back.
final class Raw {
  private static final int PATIENCE_MILLIS = 3_000;

  private Raw() {}

  static InetSocketAddress address(DnsProcess server) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port());
  }

  /// The reply to a datagram; empty for silence.
  static byte[] udp(DnsProcess server, byte[] octets) throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.connect(address(server));
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.send(new DatagramPacket(octets, octets.length));
      var packet = new DatagramPacket(new byte[65535], 65535);
      socket.receive(packet);
      return Arrays.copyOf(packet.getData(), packet.getLength());
    } catch (SocketTimeoutException e) {
      return new byte[0];
    }
  }

  /// The messages that come back over TCP until there are `enough`, or the server says nothing
  /// more.
  static List<byte[]> tcp(DnsProcess server, byte[] octets, Enough enough) throws IOException {
    var replies = new ArrayList<byte[]>();
    try (var socket = new Socket()) {
      socket.connect(address(server), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      var out = new DataOutputStream(socket.getOutputStream());
      byte[] frame = new byte[octets.length + 2];
      frame[0] = (byte) (octets.length >>> 8);
      frame[1] = (byte) octets.length;
      System.arraycopy(octets, 0, frame, 2, octets.length);
      out.write(frame);
      var in = new DataInputStream(socket.getInputStream());
      do {
        byte[] reply = new byte[in.readUnsignedShort()];
        in.readFully(reply);
        replies.add(reply);
      } while (!enough.test(replies.getLast()));
    } catch (SocketTimeoutException | EOFException e) {
      // Nothing more comes: what came until then counts.
      return replies;
    }
    return replies;
  }

  /// Whether a message is the last one.
  @FunctionalInterface
  interface Enough {
    boolean test(byte[] reply) throws IOException;
  }
}
