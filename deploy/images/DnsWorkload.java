import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// A node's day in some seconds: a DNS server with kubeadm's Corefile, a pretended Kubernetes API
/// and a pretended upstream, asked for the names that pods ask for.
final class DnsWorkload implements Workload {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int ROUNDS = 400;
  private static final int A = 1;
  private static final int PTR = 12;
  private static final int AAAA = 28;
  private static final int SRV = 33;

  private record Question(String name, int type, int rcode) {}

  private static final List<Question> QUESTIONS =
      List.of(
          new Question("web.default.svc.cluster.local", A, 0),
          new Question("web.default.svc.cluster.local", AAAA, 0),
          new Question("_http._tcp.web.default.svc.cluster.local", SRV, 0),
          new Question("db.default.svc.cluster.local", A, 0),
          new Question("10.0.96.10.in-addr.arpa", PTR, 0),
          new Question("nothing.default.svc.cluster.local", A, 3),
          new Question("www.example.org.default.svc.cluster.local", A, 3),
          new Question("www.example.org", A, 0),
          new Question("www.example.org", AAAA, 0));

  private final PretendedApi api;
  private final PretendedUpstream upstream;
  private final int port;
  private final int health;
  private final int ready;
  private final int metrics;
  private final Path corefile;
  private int id;

  DnsWorkload(Path folder) throws Exception {
    api = new PretendedApi(folder);
    upstream = new PretendedUpstream();
    port = freePort();
    health = freePort();
    ready = freePort();
    metrics = freePort();
    corefile = folder.resolve("Corefile");
    Files.writeString(
        corefile,
        """
        .:%d {
            bind 127.0.0.1
            errors
            health 127.0.0.1:%d
            ready 127.0.0.1:%d
            kubernetes cluster.local in-addr.arpa ip6.arpa {
                kubeconfig %s
                pods insecure
                fallthrough in-addr.arpa ip6.arpa
                ttl 30
            }
            prometheus 127.0.0.1:%d
            forward . 127.0.0.1:%d {
                max_concurrent 1000
            }
            cache 30 {
                disable success cluster.local
                disable denial cluster.local
            }
            loop
            reload
            loadbalance
        }
        """
            .formatted(port, health, ready, api.kubeconfig(), metrics, upstream.port()));
  }

  @Override
  public List<String> arguments() {
    return List.of("-conf", corefile.toString());
  }

  @Override
  public void drive(Process program) throws Exception {
    try (var socket = new DatagramSocket(0, LOOPBACK)) {
      socket.setSoTimeout(1000);
      awaitFirstAnswer(program, socket);
      for (int round = 0; round < ROUNDS; round++) {
        for (Question question : QUESTIONS) {
          expect(question, overUdp(socket, question, round % 2 == 0));
        }
      }
    }
    for (Question question : QUESTIONS) {
      expect(question, overTcp(question));
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      get(client, health, "/health");
      get(client, ready, "/ready");
      for (int i = 0; i < 3; i++) {
        get(client, metrics, "/metrics");
      }
    }
  }

  private void awaitFirstAnswer(Process program, DatagramSocket socket) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
    while (System.nanoTime() < end) {
      if (!program.isAlive()) {
        throw new IOException("it ended with status " + program.exitValue());
      }
      try {
        if (rcode(overUdp(socket, QUESTIONS.getFirst(), true)) == 0) {
          return;
        }
      } catch (IOException e) {
        // Nobody listens yet.
      }
      Thread.sleep(100);
    }
    throw new IOException("no answer within 120 s to " + QUESTIONS.getFirst());
  }

  private static void expect(Question question, byte[] reply) throws IOException {
    if (rcode(reply) != question.rcode()) {
      throw new IOException("rcode " + rcode(reply) + " for " + question);
    }
  }

  private static int rcode(byte[] reply) {
    return reply[3] & 15;
  }

  /// One lost datagram is no reason to fail a build: three tries.
  private byte[] overUdp(DatagramSocket socket, Question question, boolean edns)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      byte[] query = query(question, edns);
      socket.send(new DatagramPacket(query, query.length, new InetSocketAddress(LOOPBACK, port)));
      try {
        return receive(socket, query);
      } catch (SocketTimeoutException e) {
        if (attempt == 3) {
          throw new IOException("no answer to " + question, e);
        }
      }
    }
  }

  /// Answers to earlier queries that were given up come late; the identifier tells them apart.
  private static byte[] receive(DatagramSocket socket, byte[] query) throws IOException {
    byte[] buffer = new byte[4096];
    var packet = new DatagramPacket(buffer, buffer.length);
    do {
      socket.receive(packet);
    } while (buffer[0] != query[0] || buffer[1] != query[1]);
    return Arrays.copyOf(buffer, packet.getLength());
  }

  private byte[] overTcp(Question question) throws IOException {
    try (var socket = new Socket(LOOPBACK, port)) {
      socket.setSoTimeout(5000);
      byte[] query = query(question, true);
      byte[] frame =
          ByteBuffer.allocate(query.length + 2).putShort((short) query.length).put(query).array();
      socket.getOutputStream().write(frame);
      var in = new DataInputStream(socket.getInputStream());
      return in.readNBytes(in.readUnsignedShort());
    }
  }

  private byte[] query(Question question, boolean edns) {
    var bytes = new ByteArrayOutputStream();
    id++;
    bytes.writeBytes(new byte[] {(byte) (id >> 8), (byte) id, 1, 0, 0, 1, 0, 0, 0, 0, 0});
    bytes.write(edns ? 1 : 0);
    for (String label : question.name().split("\\.", -1)) {
      bytes.write(label.length());
      bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    bytes.writeBytes(new byte[] {0, 0, (byte) question.type(), 0, 1});
    if (edns) {
      bytes.writeBytes(new byte[] {0, 0, 41, 4, (byte) 208, 0, 0, 0, 0, 0, 0});
    }
    return bytes.toByteArray();
  }

  private static void get(HttpClient client, int port, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
    int status = client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    if (status != 200) {
      throw new IOException(uri + " answered " + status);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    api.close();
    upstream.close();
  }
}
