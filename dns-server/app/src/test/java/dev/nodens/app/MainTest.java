package dev.nodens.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Type;

/// The program as a process of its own: what it prints, how it ends, what signals do.
@Timeout(60)
class MainTest {
  private static final String WHOAMI = ".:PORT {\n  bind 127.0.0.1\n  whoami\n}\n";

  @TempDir static Path directory = Path.of("");
  private static String classPath = "";

  @BeforeAll
  static void findClassPath() {
    classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /// A run of the program whose output is kept in files.
  private record Run(Process process, Path out, Path err) {
    static Run of(String... arguments) throws IOException {
      Path out = Files.createTempFile(directory, "run", ".out");
      Path err = Files.createTempFile(directory, "run", ".err");
      var command = new ArrayList<String>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m"));
      command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath));
      command.add("dev.nodens.app.Main");
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      process.getOutputStream().close();
      return new Run(process, out, err);
    }

    /// Waits for the end; the exit code.
    int end() throws InterruptedException {
      return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    String text(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Run waitForLine(String line) throws InterruptedException {
      while (process.isAlive() && text(out).lines().noneMatch(line::equals)) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertThat(text(out)).as(text(err)).contains(line);
      return this;
    }

    void signal(String name) throws IOException, InterruptedException {
      String pid = Long.toString(process.pid());
      assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
    }
  }

  private static Path corefile(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    return file;
  }

  /// A port that is free for UDP and TCP, outside of the range that systems give to clients.
  private static int freePort() {
    var random = new Random();
    while (true) {
      int port = 20_000 + random.nextInt(12_000);
      try (var udp = new DatagramSocket(loopback(port));
          var tcp = new ServerSocket(port, 1, loopback(port).getAddress())) {
        assertThat(tcp.getLocalPort()).isEqualTo(udp.getLocalPort());
        return port;
      } catch (IOException e) {
        // Somebody has it: the next one.
      }
    }
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  private static void ask(int port) throws IOException {
    try (var client = new DatagramSocket()) {
      byte[] query = ServerUnderTest.query("www.example.org.", Type.A).toWire();
      client.setSoTimeout(10_000);
      client.send(new DatagramPacket(query, query.length, loopback(port)));
      client.receive(new DatagramPacket(new byte[512], 512));
    }
  }

  @Test
  void printsItsVersionAndItsPlugins() throws Exception {
    Run version = Run.of("-version");
    Run plugins = Run.of("--plugins");
    assertThat(version.end()).isZero();
    assertThat(version.text(version.out())).startsWith("Nodens-").contains("java 25");
    assertThat(plugins.end()).isZero();
    assertThat(plugins.text(plugins.out())).contains("dns.whoami\n", "dns.kubernetes\n");
  }

  @Test
  void validates() throws Exception {
    Path good = corefile("Good", ". {\n  whoami\n}\n");
    Path bad = corefile("Bad", ". {\n  whoami\n  cache {\n    nonsense\n  }\n}\n");
    Run valid = Run.of("-validate", "-conf", good.toString());
    Run invalid = Run.of("-validate", "-conf=" + bad);
    assertThat(valid.end()).isZero();
    assertThat(invalid.end()).isEqualTo(1);
    assertThat(invalid.text(invalid.err()))
        .startsWith("plugin/cache: " + bad + ":4 - ")
        .hasLineCount(1);
    assertThat(invalid.text(invalid.out())).isEmpty();
  }

  @Test
  void saysWhyItDoesNotStart() throws Exception {
    Run flag = Run.of("-nope");
    Run missing = Run.of("-conf", "/does/not/exist");
    Run unknown = Run.of("-conf", corefile("Unknown", ". {\n  nope\n}\n").toString());
    assertThat(flag.end()).isEqualTo(1);
    assertThat(flag.text(flag.err())).startsWith("flag provided but not defined: -nope\nUsage:");
    assertThat(missing.end()).isEqualTo(1);
    assertThat(missing.text(missing.err()))
        .isEqualTo("open /does/not/exist: no such file or directory\n");
    assertThat(unknown.end()).isEqualTo(1);
    assertThat(unknown.text(unknown.err())).contains("Unknown:2 - ", "Unknown directive 'nope'");
  }

  @Test
  void saysThatItsPortIsTaken() throws Exception {
    try (var taken = new DatagramSocket(loopback(0))) {
      String port = Integer.toString(taken.getLocalPort());
      Path file = corefile("Taken", WHOAMI.replace("PORT", port));
      Run run = Run.of("-conf", file.toString());
      assertThat(run.end()).isEqualTo(1);
      assertThat(run.text(run.err()))
          .isEqualTo("listen udp 127.0.0.1:" + port + ": address already in use\n");
    }
  }

  @Test
  void servesReloadsAndStopsBySignals() throws Exception {
    int first = freePort();
    int second = freePort();
    Path pidFile = directory.resolve("pid");
    Path file = corefile("Served", WHOAMI.replace("PORT", Integer.toString(first)));
    Run run = Run.of("-conf", file.toString(), "-pidfile", pidFile.toString(), "-loops", "1");
    run.waitForLine(".:" + first + " on 127.0.0.1");
    assertThat(Files.readString(pidFile).strip()).isEqualTo(Long.toString(run.process().pid()));
    ask(first);
    run.signal("HUP");
    Files.writeString(file, WHOAMI.replace("PORT", Integer.toString(second)));
    run.signal("USR1");
    run.waitForLine("[INFO] Reloading complete");
    ask(second);
    run.signal("TERM");
    assertThat(run.end()).isZero();
    assertThat(run.text(run.err())).isEmpty();
  }

  @Test
  void aSecondInterruptEndsALameDuckAtOnce() throws Exception {
    int port = freePort();
    String health = "  health 127.0.0.1:" + freePort() + " {\n    lameduck 50s\n  }\n}\n";
    String text = WHOAMI.replace("PORT", Integer.toString(port)).replace("}\n", health);
    Run run = Run.of("-conf", corefile("Duck", text).toString());
    run.waitForLine(".:" + port + " on 127.0.0.1");
    run.signal("INT");
    run.waitForLine("[INFO] plugin/health: Going into lameduck mode for 50.0 s");
    ask(port);
    run.signal("INT");
    assertThat(run.end()).isEqualTo(2);
  }

  @Test
  void readsTheCorefileFromStandardInput() throws Exception {
    Run run = Run.of("-validate", "-conf", "stdin");
    assertThat(run.end()).isZero();
    assertThat(run.text(run.out())).isEqualTo("The Corefile is valid.\n");
  }
}
