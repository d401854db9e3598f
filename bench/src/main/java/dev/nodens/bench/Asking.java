package dev.nodens.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/// Asks a DNS server on loopback for the address of a name until it is the wanted one.
final class Asking implements AutoCloseable {
  private static final long PAUSE_NANOS = 100_000;
  private static final long GIVE_UP_NANOS = 10_000_000_000L;

  private final DatagramSocket socket;
  private final int port;

  Asking(int port) throws SocketException {
    this.socket = new DatagramSocket();
    this.port = port;
    socket.setSoTimeout(200);
  }

  /// Asks every 100 microseconds; returns the nanoseconds from `since` to the right answer.
  long await(String name, String address, int id, long since) throws IOException {
    byte[] wanted = InetAddress.ofLiteral(address).getAddress();
    byte[] query = query(name, id);
    while (!answers(query, wanted)) {
      if (System.nanoTime() - since > GIVE_UP_NANOS) {
        throw new IOException("port " + port + " does not answer " + name + " after 10 s");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return System.nanoTime() - since;
  }

  /// Whether the answer's last record, and so its last four octets, is the wanted address.
  private boolean answers(byte[] query, byte[] wanted) throws IOException {
    socket.send(new DatagramPacket(query, query.length, InetAddress.getLoopbackAddress(), port));
    DatagramPacket reply = new DatagramPacket(new byte[1500], 1500);
    try {
      do {
        socket.receive(reply);
      } while (reply.getData()[0] != query[0] || reply.getData()[1] != query[1]);
    } catch (SocketTimeoutException e) {
      return false;
    }
    boolean found = (reply.getData()[3] & 15) == 0 && reply.getData()[7] == 1;
    int end = reply.getLength();
    return found && Arrays.equals(reply.getData(), end - 4, end, wanted, 0, 4);
  }

  private static byte[] query(String name, int id) {
    byte[] message = new byte[12 + name.length() + 2 + 4];
    message[0] = (byte) (id >> 8);
    message[1] = (byte) id;
    message[2] = 1;
    message[5] = 1;
    int at = 12;
    for (String label : name.split("\\.", -1)) {
      byte[] octets = label.getBytes(StandardCharsets.US_ASCII);
      message[at++] = (byte) octets.length;
      System.arraycopy(octets, 0, message, at, octets.length);
      at += octets.length;
    }
    message[at + 2] = 1;
    message[at + 4] = 1;
    return message;
  }

  @Override
  public void close() {
    socket.close();
  }
}
