package dev.nodens.e2e.differential;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;

/// An upstream whose good reply comes after a flood of forged ones: wrong ids, other questions, and
/// right ones from a port that was not asked.
final class ForgingUpstream implements AutoCloseable {
  /// Forged replies of each kind for each query.
  static final int FORGED = 300;

  private static final byte[] GOOD = {(byte) 192, 0, 2, 1};
  private static final byte[] BAD = {(byte) 203, 0, 113, 66};

  private final DatagramSocket socket;
  private final DatagramSocket other;

  ForgingUpstream() throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    socket = new DatagramSocket(new InetSocketAddress(loopback, 0));
    other = new DatagramSocket(new InetSocketAddress(loopback, 0));
    Thread.ofPlatform().daemon().name("forging-upstream").start(this::serve);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    var packet = new DatagramPacket(new byte[4096], 4096);
    try {
      while (true) {
        packet.setLength(4096);
        socket.receive(packet);
        reply(new Message(Arrays.copyOf(packet.getData(), packet.getLength())), packet);
      }
    } catch (IOException e) {
      // Closed: the end of the run.
      return;
    }
  }

  private void reply(Message query, DatagramPacket from) throws IOException {
    Name name = query.getQuestion().getName();
    byte[] forged = message(query, name, BAD);
    byte[] otherQuestion =
        message(
            Message.newQuery(
                new ARecord(Name.fromConstantString("forged.test."), DClass.IN, 0, BAD)),
            name,
            BAD);
    otherQuestion[0] = forged[0];
    otherQuestion[1] = forged[1];
    for (int i = 1; i <= FORGED; i++) {
      send(other, forged, from);
      send(socket, otherQuestion, from);
      byte[] wrongId = forged.clone();
      wrongId[0] ^= (byte) (i >>> 8);
      wrongId[1] ^= (byte) i;
      if (!Arrays.equals(wrongId, forged)) {
        send(socket, wrongId, from);
      }
    }
    send(socket, message(query, name, GOOD), from);
  }

  private static byte[] message(Message query, Name name, byte[] address) throws IOException {
    var reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.addRecord(query.getQuestion(), Section.QUESTION);
    reply.addRecord(
        new ARecord(name, DClass.IN, 30, InetAddress.getByAddress(address)), Section.ANSWER);
    return reply.toWire();
  }

  private static void send(DatagramSocket by, byte[] octets, DatagramPacket to) throws IOException {
    by.send(new DatagramPacket(octets, octets.length, to.getSocketAddress()));
  }

  @Override
  public void close() {
    socket.close();
    other.close();
  }
}
