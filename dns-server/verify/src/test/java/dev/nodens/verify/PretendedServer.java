package dev.nodens.verify;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/// Answers every question with one address, over UDP and TCP.
final class PretendedServer implements AutoCloseable {
  private final byte[] address;
  private final DatagramSocket datagrams;
  private final ServerSocket connections;

  private PretendedServer(String address, DatagramSocket datagrams, ServerSocket connections) {
    this.address = InetAddress.ofLiteral(address).getAddress();
    this.datagrams = datagrams;
    this.connections = connections;
    Thread.startVirtualThread(this::serveDatagrams);
    Thread.startVirtualThread(this::serveConnections);
  }

  /// A server at a port that nobody else has for UDP or TCP.
  static PretendedServer start(String address) throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    for (int attempt = 1; ; attempt++) {
      var datagrams = new DatagramSocket(new InetSocketAddress(loopback, 0));
      try {
        var connections = new ServerSocket(datagrams.getLocalPort(), 16, loopback);
        return new PretendedServer(address, datagrams, connections);
      } catch (BindException e) {
        datagrams.close();
        if (attempt == 20) {
          throw e;
        }
      }
    }
  }

  String hostAndPort() {
    return "127.0.0.1:" + datagrams.getLocalPort();
  }

  private byte[] reply(byte[] query) throws IOException {
    var message = new Message(query);
    message.getHeader().setFlag(Flags.QR);
    message.addRecord(
        new ARecord(message.getQuestion().getName(), DClass.IN, 5, address), Section.ANSWER);
    return message.toWire();
  }

  private void serveDatagrams() {
    var packet = new DatagramPacket(new byte[4096], 4096);
    try {
      while (true) {
        packet.setLength(4096);
        datagrams.receive(packet);
        byte[] reply = reply(Arrays.copyOf(packet.getData(), packet.getLength()));
        datagrams.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
      }
    } catch (IOException e) {
      // Closed: the end of the test.
      return;
    }
  }

  private void serveConnections() {
    try {
      while (true) {
        try (Socket socket = connections.accept()) {
          var in = new DataInputStream(socket.getInputStream());
          byte[] query = new byte[in.readUnsignedShort()];
          in.readFully(query);
          byte[] reply = reply(query);
          var out = new DataOutputStream(socket.getOutputStream());
          out.writeShort(reply.length);
          out.write(reply);
        }
      }
    } catch (IOException e) {
      // Closed: the end of the test.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    datagrams.close();
    connections.close();
  }
}
