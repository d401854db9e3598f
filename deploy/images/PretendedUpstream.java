import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// A name server that knows one address for every name, for the `forward` plugin to ask.
final class PretendedUpstream implements AutoCloseable {
  private static final int A = 1;

  private final DatagramSocket socket;

  PretendedUpstream() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("upstream").start(this::serve);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    byte[] buffer = new byte[4096];
    while (!socket.isClosed()) {
      try {
        var packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        byte[] reply = reply(ByteBuffer.wrap(buffer, 0, packet.getLength()));
        socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
      } catch (IOException e) {
        // Closed, or one datagram could not be sent: its sender asks again.
      }
    }
  }

  private static byte[] reply(ByteBuffer query) {
    int end = 12;
    while (query.get(end) != 0) {
      end += query.get(end) + 1;
    }
    boolean address = query.getShort(end + 1) == A;
    end += 5;
    var reply = ByteBuffer.allocate(end + 16);
    reply.put(query.array(), 0, end);
    // Response, recursion desired and available; one question, one answer or none.
    reply.putShort(2, (short) 0x8180).putShort(6, (short) (address ? 1 : 0));
    reply.putShort(8, (short) 0).putShort(10, (short) 0);
    if (address) {
      reply.putShort((short) 0xc00c).putShort((short) A).putShort((short) 1).putInt(60);
      reply.putShort((short) 4).putInt(0xc0000201);
    }
    return Arrays.copyOf(reply.array(), reply.position());
  }

  @Override
  public void close() {
    socket.close();
  }
}
