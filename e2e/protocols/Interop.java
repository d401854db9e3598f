import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Two servers, each other's client over every transport that both speak. One has answers on
/// `tls://`, `https://`, `grpc://` and `quic://` listeners, the other forwards to them and is asked
/// over UDP. Neither forwards over HTTP/3: a client made of Go's library asks the `https3://`
/// listener of each.
///
/// Arguments: the root of the repository, the CoreDNS program, the client for HTTP/3.
public final class Interop {
  private static final int QUERIES = 20;
  private static final int A = 1;
  private static final int TXT = 16;
  private static final String ADDRESS = "192.0.2.7";
  private static final String ANSWERS =
      """
        template IN A {
          answer "{{ .Name }} 60 IN A 192.0.2.7"
        }
        template IN TXT {
          answer "{{ .Name }} 60 IN TXT \\"%s\\""
        }
      """
          .formatted("x".repeat(200));

  private final Path root;
  private final Path coredns;
  private final Path doh3;
  private final Path work;
  private final List<Process> started = new ArrayList<>();

  private Interop(Path root, Path coredns, Path doh3, Path work) {
    this.root = root;
    this.coredns = coredns;
    this.doh3 = doh3;
    this.work = work;
  }

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createTempDirectory("interop");
    var interop =
        new Interop(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]), work);
    int failures;
    try {
      failures = interop.run();
    } finally {
      interop.started.forEach(Process::destroyForcibly);
      deleteAll(work);
    }
    System.exit(failures == 0 ? 0 : 1);
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private int run() throws Exception {
    Path keys = root.resolve("dns-server/netty/src/test/resources/dev/nodens/netty/api");
    for (String file : List.of("server.pem", "server.key", "ca.pem")) {
      Files.copy(keys.resolve(file), work.resolve(file));
    }
    int failures = 0;
    for (boolean oursAsks : new boolean[] {false, true}) {
      Map<String, Integer> ports = ports();
      String server = oursAsks ? "coredns" : "nodens";
      start(server, server(ports));
      String client = oursAsks ? "nodens" : "coredns";
      start(client, client(ports));
      for (String transport : ports.keySet()) {
        if (transport.equals("https3")) {
          failures += askHttp3(server, ports.get(transport));
        } else if (!transport.equals("udp")) {
          String way = client + " asks " + server + " over " + transport;
          failures += ask(way, transport, ports.get("udp"));
        }
      }
    }
    System.out.println("interop: " + failures + " queries without the right answer");
    return failures;
  }

  private static Map<String, Integer> ports() throws IOException {
    var ports = new LinkedHashMap<String, Integer>();
    for (String name :
        List.of("udp", "tls", "https-post", "https-get", "grpc", "grpc-plain", "quic", "https3")) {
      try (var probe = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
        ports.put(name, probe.getLocalPort());
      }
    }
    return ports;
  }

  private String server(Map<String, Integer> ports) {
    var corefile = new StringBuilder();
    ports.forEach((name, port) -> {
      if (!name.equals("udp")) {
        String scheme = name.substring(0, (name + "-").indexOf('-'));
        String tls = name.endsWith("plain") ? "" : "  tls server.pem server.key\n";
        corefile.append(
            "%s://.:%d {\n  bind 127.0.0.1\n%s%s}\n".formatted(scheme, port, tls, ANSWERS));
      }
    });
    return corefile.toString();
  }

  private String client(Map<String, Integer> ports) {
    var corefile = new StringBuilder();
    for (String name : ports.keySet()) {
      int port = ports.get(name);
      String forward =
          switch (name) {
            case "tls" -> "forward . tls://127.0.0.1:%d {\n    tls ca.pem\n  }";
            case "https-post" -> "forward . https://127.0.0.1:%d {\n    tls ca.pem\n  }";
            case "https-get" ->
                "forward . https://127.0.0.1:%d {\n    tls ca.pem\n    doh_method GET\n  }";
            case "grpc" -> "grpc . 127.0.0.1:%d {\n    tls ca.pem\n  }";
            case "quic" -> "forward . quic://127.0.0.1:%d {\n    tls ca.pem\n  }";
            case "grpc-plain" -> "grpc . 127.0.0.1:%d";
            default -> "";
          };
      if (!forward.isEmpty()) {
        corefile.append(
            "%s.test:%d {\n  bind 127.0.0.1\n  errors\n  %s\n}\n"
                .formatted(name, ports.get("udp"), forward.formatted(port)));
      }
    }
    return corefile.toString();
  }

  private void start(String name, String corefile) throws IOException {
    Path file = Files.createTempFile(work, "Corefile", "");
    Files.writeString(file, corefile);
    String program = name.equals("coredns") ? coredns.toString() : root + "/dns-server/run";
    started.add(
        new ProcessBuilder(program, "-conf", file.toString())
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(work.resolve(file.getFileName() + ".log").toFile())
            .start());
  }

  /// The queries that got no right answer.
  private int ask(String way, String transport, int port) throws IOException {
    int wrong = 0;
    long began = System.nanoTime();
    awaitAnswer("first." + transport + ".test", port);
    for (int i = 0; i < QUERIES; i++) {
      String name = "n" + i + "." + transport + ".test";
      wrong += isAnswered(name, A, port) && isAnswered(name, TXT, port) ? 0 : 1;
    }
    System.out.printf(
        "%-40s %d of %d right, %d ms%n",
        way, QUERIES - wrong, QUERIES, (System.nanoTime() - began) / 1_000_000);
    return wrong;
  }

  /// 1 if some of the requests got no right answer.
  private int askHttp3(String server, int port) throws Exception {
    long began = System.nanoTime();
    String url = "https://127.0.0.1:" + port + "/dns-query";
    Process client =
        new ProcessBuilder(doh3.toString(), work.resolve("ca.pem").toString(), url, "" + QUERIES)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String result = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = client.waitFor();
    System.out.printf(
        "%-40s %s, %d ms%n",
        "quic-go asks " + server + " over https3",
        result.strip(),
        (System.nanoTime() - began) / 1_000_000);
    return status == 0 ? 0 : 1;
  }

  private static void awaitAnswer(String name, int port) throws IOException {
    for (int i = 0; i < 150 && !isAnswered(name, A, port); i++) {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean isAnswered(String name, int type, int port) throws IOException {
    byte[] query = query(name, type);
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(3_000);
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      socket.send(new DatagramPacket(query, query.length));
      var packet = new DatagramPacket(new byte[4096], 4096);
      socket.receive(packet);
      byte[] reply = Arrays.copyOf(packet.getData(), packet.getLength());
      boolean answered = (reply[3] & 15) == 0 && reply[7] == 1 && reply[0] == query[0];
      byte[] tail = Arrays.copyOfRange(reply, reply.length - 4, reply.length);
      return answered
          && (type == TXT
              ? new String(reply, StandardCharsets.ISO_8859_1).contains("x".repeat(200))
              : Arrays.equals(tail, InetAddress.ofLiteral(ADDRESS).getAddress()));
    } catch (SocketTimeoutException | java.net.PortUnreachableException e) {
      return false;
    }
  }

  private static byte[] query(String name, int type) {
    var octets = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(octets)) {
      out.writeShort(0x4242);
      out.writeShort(0x0100);
      out.writeShort(1);
      out.writeShort(0);
      out.writeInt(0);
      for (String label : name.split("\\.")) {
        out.writeByte(label.length());
        out.writeBytes(label);
      }
      out.writeByte(0);
      out.writeShort(type);
      out.writeShort(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return octets.toByteArray();
  }
}
