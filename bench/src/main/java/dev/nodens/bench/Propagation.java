package dev.nodens.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long after the API server's reply a new Service is answered.
///
///     Propagation URL CA_FILE TOKEN PORT SAMPLES
///
/// Creates one Service after the other and asks the DNS server at PORT until the right address comes, every 100
/// microseconds; deletes them in the end. Prints `{"propagation_p50_ms":...,"propagation_p99_ms":...}`.
final class Propagation {
  private static final String SERVICES = "/api/v1/namespaces/ns-0/services";
  private static final Pattern CLUSTER_IP = Pattern.compile("\"clusterIP\":\\s*\"([0-9.]+)\"");
  private static final long PAUSE_NANOS = 100_000;
  private static final long GIVE_UP_NANOS = 10_000_000_000L;

  private final Api api;
  private final DatagramSocket socket;
  private final int port;

  private Propagation(Api api, DatagramSocket socket, int port) {
    this.api = api;
    this.socket = socket;
    this.port = port;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 5) {
      throw new IllegalArgumentException("usage: Propagation URL CA_FILE TOKEN PORT SAMPLES");
    }
    try (Api api = Api.open(arguments[0], Path.of(arguments[1]), arguments[2]);
        DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(200);
      double[] delays =
          new Propagation(api, socket, Integer.parseInt(arguments[3]))
              .measure(Integer.parseInt(arguments[4]));
      Arrays.sort(delays);
      System.out.printf(
          Locale.ROOT,
          "{\"propagation_p50_ms\":%.3f,\"propagation_p99_ms\":%.3f,\"propagation_samples\":%d}%n",
          delays[delays.length / 2],
          delays[(int) Math.ceil(delays.length * 0.99) - 1],
          delays.length);
    }
  }

  private double[] measure(int samples) throws IOException, InterruptedException {
    double[] delays = new double[samples];
    try {
      for (int i = 0; i < samples; i++) {
        delays[i] = once(name(i), i) / 1e6;
      }
    } finally {
      for (int i = 0; i < samples; i++) {
        api.delete(SERVICES + "/" + name(i));
      }
    }
    return delays;
  }

  private String name(int index) {
    return "new-" + port + "-" + index;
  }

  private long once(String name, int id) throws IOException, InterruptedException {
    String service =
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s"},"spec":{"ports":[{"port":80}]}}\
        """
            .formatted(name);
    Matcher address = CLUSTER_IP.matcher(api.create(SERVICES, service));
    long replied = System.nanoTime();
    if (!address.find()) {
      throw new IOException("the API server gave Service " + name + " no clusterIP");
    }
    byte[] wanted = InetAddress.ofLiteral(address.group(1)).getAddress();
    byte[] query = query(name + ".ns-0.svc.cluster.local", id);
    while (!answers(query, wanted)) {
      if (System.nanoTime() - replied > GIVE_UP_NANOS) {
        throw new IOException("port " + port + " does not answer " + name + " after 10 s");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return System.nanoTime() - replied;
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
}
