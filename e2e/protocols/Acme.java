import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// Both servers get their certificates from a real ACME server, Pebble, which asks them over UDP
/// for the proof; each goes on with what the other one stored; this server renews a certificate
/// that is about to end while clients come (CoreDNS does, too, ten minutes after its start). On
/// loopback.
///
/// Arguments: the root of the repository, the CoreDNS program, the Pebble program.
public final class Acme {
  private static final int LONG = 90 * 24 * 3600;

  /// Less than five times ten minutes: too short to be left alone.
  private static final int SHORT = 40 * 60;

  private static final int PATIENCE_MILLIS = 60_000;
  private static final String NONE = "no handshake";

  private final Path root;
  private final Path coredns;
  private final Path pebble;
  private final Path work;
  private final List<Process> started = new ArrayList<>();
  private int failures;

  private Acme(Path root, Path coredns, Path pebble, Path work) {
    this.root = root;
    this.coredns = coredns;
    this.pebble = pebble;
    this.work = work;
  }

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createTempDirectory("acme");
    var acme = new Acme(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]), work);
    try {
      acme.run();
    } finally {
      acme.started.forEach(Process::destroyForcibly);
      for (Process process : acme.started) {
        process.waitFor();
      }
      if (acme.failures == 0) {
        deleteAll(work);
      } else {
        System.out.println("what the programs said: " + work);
      }
    }
    System.exit(acme.failures == 0 ? 0 : 1);
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void run() throws Exception {
    Path keys = root.resolve("dns-server/netty/src/test/resources/dev/nodens/netty/api");
    for (String file : List.of("server.pem", "server.key", "ca.pem")) {
      Files.copy(keys.resolve(file), work.resolve(file));
    }
    for (String server : List.of("nodens", "coredns")) {
      String other = server.equals("nodens") ? "coredns" : "nodens";
      getsCertificates(server, other);
    }
    renews("nodens");
    System.out.println("acme: " + failures + " of 22 checks failed");
  }

  /// A first certificate for each domain; then the other server starts on what is stored.
  private void getsCertificates(String server, String other) throws Exception {
    Scene scene = scene("first-" + server, LONG);
    long began = System.nanoTime();
    Process running = scene.serve(server);
    String first = scene.awaitSerial("tls", "dns.test", NONE);
    check(server + " gets a certificate", !first.equals(NONE));
    System.out.printf("%-55s %d ms%n", "  after", (System.nanoTime() - began) / 1_000_000);
    String wildcard = scene.awaitSerial("tls", "x.wild.test", NONE);
    check(server + " gets one for *.wild.test", !wildcard.equals(NONE) && !wildcard.equals(first));
    check(
        server + " shows the first to clients without a name",
        scene.serial("tls", "").equals(first));
    check(server + " shows none for other hosts", scene.serial("tls", "other.test").equals(NONE));
    check(server + " shows it over https", scene.serial("https", "dns.test").equals(first));
    check(server + " shows it over grpc", scene.serial("grpc", "dns.test").equals(first));
    check(other + " accepts it over quic", scene.asksOverQuic(other));
    stop(running);
    Process next = scene.serve(other);
    check(other + " goes on with it", scene.awaitSerial("tls", "dns.test", NONE).equals(first));
    check(other + " goes on with *.wild.test", scene.serial("tls", "x.wild.test").equals(wildcard));
    check("one account did", scene.accounts() == 1);
    stop(next);
    scene.end();
  }

  /// A certificate that ends soon is shown at the next start, and then the new one.
  private void renews(String server) throws Exception {
    Scene scene = scene("renewal-" + server, SHORT);
    Process running = scene.serve(server);
    String first = scene.awaitSerial("tls", "dns.test", NONE);
    stop(running);
    Process next = scene.serve(server);
    String second = scene.awaitSerial("tls", "dns.test", first);
    check(server + " renews a certificate", !second.equals(NONE) && !second.equals(first));
    check(server + " has one process for both", next.isAlive());
    stop(next);
    scene.end();
  }

  private void check(String what, boolean right) {
    System.out.printf("%-55s %s%n", what, right ? "yes" : "NO");
    failures += right ? 0 : 1;
  }

  private static void stop(Process process) throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  private Process start(Path log, Map<String, String> environment, String... command)
      throws IOException {
    var builder =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private Scene scene(String name, int seconds) throws Exception {
    return new Scene(name, seconds);
  }

  /// One ACME server, one folder of certificates.
  private final class Scene {
    private final String name;
    private final Process authority;
    private final int pebblePort = port();
    private final int managementPort = port();
    private final int dnsPort = port();
    private final Map<String, Integer> ports =
        Map.of("tls", port(), "https", port(), "grpc", port(), "quic", port());
    private final SSLContext trust;

    /// @param seconds how long its certificates are good
    Scene(String name, int seconds) throws Exception {
      this.name = name;
      Path config = work.resolve(name + ".json");
      Files.writeString(
          config,
          """
          {"pebble": {
            "listenAddress": "127.0.0.1:%d",
            "managementListenAddress": "127.0.0.1:%d",
            "certificate": "server.pem",
            "privateKey": "server.key",
            "httpPort": 1,
            "tlsPort": 1,
            "retryAfter": {"authz": 1, "order": 1},
            "profiles": {"default": {"description": "all", "validityPeriod": %d}}
          }}
          """
              .formatted(pebblePort, managementPort, seconds));
      authority =
          start(
              log("pebble"),
              Map.of("PEBBLE_VA_NOSLEEP", "1", "PEBBLE_WFE_NONCEREJECT", "10"),
              pebble.toString(),
              "-config",
              config.toString(),
              "-dnsserver",
              "127.0.0.1:" + dnsPort);
      SSLContext own = trust(Files.readAllBytes(work.resolve("ca.pem")));
      byte[] authorities = fetch(own, "https://127.0.0.1:" + managementPort + "/roots/0");
      Files.write(work.resolve(name + "-root.pem"), authorities);
      trust = trust(authorities);
    }

    private Path log(String program) {
      return work.resolve(name + "-" + program + ".log");
    }

    Process serve(String server) throws IOException {
      var corefile =
          new StringBuilder(".:%d {\n  bind 127.0.0.1\n  whoami\n}\n".formatted(dnsPort));
      ports.forEach((transport, port) ->
          corefile.append(
              """
              %s://.:%d {
                bind 127.0.0.1
                tls {
                  acme dns.test *.wild.test
                  email Me@dns.test
                  ca https://127.0.0.1:%d/dir
                  ca_root ca.pem
                  storage %s-store
                }
                template IN A {
                  answer "{{ .Name }} 60 IN A 192.0.2.7"
                }
              }
              """
                  .formatted(transport, port, pebblePort, name)));
      return run(server, corefile.toString());
    }

    private Process run(String server, String corefile) throws IOException {
      Path file = Files.createTempFile(work, "Corefile", "");
      Files.writeString(file, corefile);
      String program = server.equals("coredns") ? coredns.toString() : root + "/dns-server/run";
      return start(log(server), Map.of(), program, "-conf", file.toString());
    }

    /// How often an account was made.
    long accounts() throws IOException {
      return Files.readString(log("pebble"))
          .lines()
          .filter(line -> line.contains("There are now") && line.contains("accounts in memory"))
          .count();
    }

    /// The serial number of the certificate that a client sees, once it is another one than `old`.
    String awaitSerial(String transport, String host, String old) throws InterruptedException {
      long until = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
      String serial = serial(transport, host);
      while ((serial.equals(old) || serial.equals(NONE)) && System.nanoTime() < until) {
        Thread.sleep(100);
        serial = serial(transport, host);
      }
      return serial;
    }

    /// The serial number of a certificate that is right for `host`; without one nobody looks at the
    /// name.
    String serial(String transport, String host) {
      try (var plain = new Socket(InetAddress.ofLiteral("127.0.0.1"), ports.get(transport))) {
        plain.setSoTimeout(5_000);
        var socket =
            (SSLSocket) trust.getSocketFactory().createSocket(plain, host, plain.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        if (host.isEmpty()) {
          parameters.setServerNames(List.of());
        } else {
          parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return certificate.getSerialNumber().toString(16);
      } catch (IOException e) {
        return NONE;
      }
    }

    /// Whether `client`, which trusts the authority alone, gets an answer from the `quic://` block.
    boolean asksOverQuic(String client) throws Exception {
      int port = port();
      Process running =
          run(
              client,
              """
              .:%d {
                bind 127.0.0.1
                forward . quic://127.0.0.1:%d {
                  tls %s-root.pem
                  tls_servername dns.test
                }
              }
              """
                  .formatted(port, ports.get("quic"), name));
      boolean answered = false;
      for (int i = 0; i < 100 && !answered; i++) {
        answered = isAnswered(port);
        Thread.sleep(answered ? 0 : 100);
      }
      stop(running);
      return answered;
    }

    void end() throws InterruptedException {
      stop(authority);
    }
  }

  private static boolean isAnswered(int port) throws IOException {
    byte[] query = new byte[22];
    query[2] = 1;
    query[5] = 1;
    byte[] question = "\4quic\0\0\1\0\1".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(question, 0, query, 12, question.length);
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(2_000);
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      socket.send(new DatagramPacket(query, query.length));
      var reply = new DatagramPacket(new byte[512], 512);
      socket.receive(reply);
      return (reply.getData()[3] & 15) == 0 && reply.getData()[7] == 1;
    } catch (SocketTimeoutException | PortUnreachableException e) {
      return false;
    }
  }

  private static int port() {
    try (var probe = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SSLContext trust(byte[] authority) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    store.setCertificateEntry(
        "authority",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(authority)));
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private static byte[] fetch(SSLContext trust, String url) throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trust).build()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
      for (int i = 0; ; i++) {
        try {
          return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        } catch (IOException e) {
          if (i == 100) {
            throw e;
          }
          Thread.sleep(100);
        }
      }
    }
  }
}
