package dev.nodens.e2e.differential;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;

/// A name server on loopback that replies as [Script] says, or never, over UDP and TCP on one port.
final class Upstream implements AutoCloseable {
  private static final int PLAIN_UDP = 512;
  private static final int LARGEST = 65535;
  private static final int ATTEMPTS = 50;

  private final Voice voice;
  private final DatagramSocket datagrams;
  private final ServerSocket connections;

  /// Which of several upstreams it is.
  enum Voice {
    FIRST,
    /// Has other answers in some zones.
    SECOND,
    /// Takes queries and connections, and says nothing.
    SILENT
  }

  private Upstream(Voice voice, DatagramSocket datagrams, ServerSocket connections) {
    this.voice = voice;
    this.datagrams = datagrams;
    this.connections = connections;
  }

  /// Returns when it answers.
  static Upstream start(Voice voice) throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    IOException last = new IOException("no port");
    for (int i = 0; i < ATTEMPTS; i++) {
      var connections = new ServerSocket(0, 128, loopback);
      try {
        var address = new InetSocketAddress(loopback, connections.getLocalPort());
        var upstream = new Upstream(voice, new DatagramSocket(address), connections);
        Thread.ofPlatform().daemon().name("upstream-udp").start(upstream::serveDatagrams);
        Thread.ofPlatform().daemon().name("upstream-tcp").start(upstream::acceptConnections);
        return upstream;
      } catch (IOException e) {
        connections.close();
        last = e;
      }
    }
    throw last;
  }

  int port() {
    return connections.getLocalPort();
  }

  private void serveDatagrams() {
    var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    try {
      while (true) {
        packet.setLength(LARGEST);
        datagrams.receive(packet);
        Message query =
            Script.read(Arrays.copyOf(packet.getData(), packet.getLength())).orElse(null);
        if (query != null && voice != Voice.SILENT) {
          byte[] reply = Script.reply(query, limit(query), voice);
          datagrams.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      stopped(e);
    }
  }

  private static int limit(Message query) {
    OPTRecord opt = query.getOPT();
    return opt == null ? PLAIN_UDP : Math.max(PLAIN_UDP, opt.getPayloadSize());
  }

  private void acceptConnections() {
    try {
      while (true) {
        Socket connection = connections.accept();
        Thread.ofVirtual().start(() -> converse(connection));
      }
    } catch (IOException e) {
      stopped(e);
    }
  }

  private void stopped(IOException e) {
    if (!datagrams.isClosed()) {
      System.err.println("differential: the upstream failed: " + e);
    }
  }

  private void converse(Socket connection) {
    try (connection) {
      var in = new DataInputStream(connection.getInputStream());
      var out = new DataOutputStream(connection.getOutputStream());
      while (true) {
        byte[] octets = new byte[in.readUnsignedShort()];
        in.readFully(octets);
        Message query = Script.read(octets).orElse(null);
        if (query == null) {
          return;
        }
        if (voice == Voice.SILENT) {
          continue;
        }
        byte[] reply = Script.reply(query, LARGEST, voice);
        byte[] frame = new byte[reply.length + 2];
        frame[0] = (byte) (reply.length >>> 8);
        frame[1] = (byte) reply.length;
        System.arraycopy(reply, 0, frame, 2, reply.length);
        out.write(frame);
      }
    } catch (IOException e) {
      // The server under test closed the connection: the usual end.
    }
  }

  @Override
  public void close() {
    datagrams.close();
    try {
      connections.close();
    } catch (IOException e) {
      System.err.println("differential: closing the upstream: " + e);
    }
  }
}
