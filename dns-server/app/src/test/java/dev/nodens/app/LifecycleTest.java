package dev.nodens.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.nodens.core.PluginException;
import dev.nodens.corefile.CorefileException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class LifecycleTest {
  @TempDir Path directory = Path.of("");

  private static String hosts(String address) {
    return ".:0 {\n  hosts {\n    " + address + " www.example.org\n  }\n}\n";
  }

  private static String answer(ServerUnderTest server) throws IOException {
    Message reply = server.ask("www.example.org.", Type.A);
    return reply.getSection(Section.ANSWER).getFirst().rdataToString();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static int status(int port, String path) throws IOException {
    var url = URI.create("http://127.0.0.1:" + port + path).toURL();
    var connection = (HttpURLConnection) url.openConnection();
    connection.setReadTimeout(5000);
    return connection.getResponseCode();
  }

  @Test
  void reloadServesWhatTheFileSaysNowOnTheSameSocket() throws IOException {
    try (var server = ServerUnderTest.started(directory, hosts("10.0.0.1"))) {
      InetSocketAddress before = server.address();
      assertThat(answer(server)).isEqualTo("10.0.0.1");
      String hash = server.lifecycle().servedHash();
      server.rewrite(hosts("10.0.0.2"));
      assertThat(server.lifecycle().currentHash()).isNotEqualTo(hash);
      server.lifecycle().reload();
      assertThat(answer(server)).isEqualTo("10.0.0.2");
      assertThat(server.address()).isEqualTo(before);
      assertThat(server.lifecycle().servedHash())
          .isNotEqualTo(hash)
          .isEqualTo(server.lifecycle().currentHash());
    }
  }

  @Test
  void aFileThatDoesNotParseLeavesTheOldOneServing() throws IOException {
    try (var server = ServerUnderTest.started(directory, hosts("10.0.0.1"))) {
      String hash = server.lifecycle().servedHash();
      server.rewrite(".:0 {\n  nonsense\n}\n");
      assertThatThrownBy(server.lifecycle()::reload)
          .isInstanceOf(CorefileException.class)
          .hasMessageContaining("Corefile:2 - Error during parsing: Unknown directive 'nonsense'");
      assertThat(answer(server)).isEqualTo("10.0.0.1");
      assertThat(server.lifecycle().servedHash()).isEqualTo(hash);
    }
  }

  @Test
  void aConfigurationWhosePortIsTakenLeavesTheOldOneServing() throws IOException {
    try (var other = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
        var server = ServerUnderTest.started(directory, hosts("10.0.0.1"))) {
      String taken = ".:0 {\n  whoami\n}\n.:" + other.getLocalPort() + " {\n  whoami\n}\n";
      server.rewrite(taken.replace("{\n", "{\n  bind 127.0.0.1\n"));
      assertThatThrownBy(server.lifecycle()::reload)
          .isInstanceOf(IOException.class)
          .hasMessageEndingWith(
              "listen udp 127.0.0.1:" + other.getLocalPort() + ": address already in use");
      assertThat(answer(server)).isEqualTo("10.0.0.1");
    }
  }

  @Test
  void reloadClosesWhatIsNoLongerServedAndOpensWhatIsNew() throws IOException {
    int first = freePort();
    int second = freePort();
    String block = ".:PORT {\n  bind 127.0.0.1\n  whoami\n}\n";
    try (var server =
        ServerUnderTest.started(directory, block.replace("PORT", Integer.toString(first)))) {
      server.rewrite(block.replace("PORT", Integer.toString(second)));
      server.lifecycle().reload();
      assertThat(server.lifecycle().address("dns://127.0.0.1:" + second)).isPresent();
      try (var free = new ServerSocket(first, 1, InetAddress.ofLiteral("127.0.0.1"))) {
        assertThat(free.isBound()).isTrue();
      }
    }
  }

  @Test
  void keepsHttpPagesOverAReload() throws IOException {
    int port = freePort();
    String text = ".:0 {\n  health 127.0.0.1:" + port + "\n  whoami\n}\n";
    try (var server = ServerUnderTest.started(directory, text)) {
      assertThat(status(port, "/health")).isEqualTo(200);
      server.rewrite(text + "# more\n");
      server.lifecycle().reload();
      assertThat(status(port, "/health")).isEqualTo(200);
      server.rewrite(".:0 {\n  whoami\n}\n");
      server.lifecycle().reload();
      assertThatThrownBy(() -> status(port, "/health")).isInstanceOf(IOException.class);
    }
  }

  /// The sockets of the address, in the kernel's own table.
  private static long udpSockets(int port) throws IOException {
    String local = "0100007F:%04X".formatted(port);
    try (Stream<String> sockets = Files.lines(Path.of("/proc/net/udp"))) {
      return sockets.filter(line -> line.contains(" " + local + " ")).count();
    }
  }

  @Test
  void opensAndClosesSocketsAsMultisocketSays() throws IOException {
    int port = freePort();
    String text = ".:" + port + " {\n  bind 127.0.0.1\n  multisocket 5\n  whoami\n}\n";
    assumeThat(Path.of("/proc/net/udp")).isReadable();
    try (var server = ServerUnderTest.started(directory, text)) {
      assertThat(udpSockets(port)).isEqualTo(5);
      server.rewrite(text.replace(" 5", " 1"));
      server.lifecycle().reload();
      assertThat(udpSockets(port)).isEqualTo(1);
      server.rewrite(text.replace(" 5", ""));
      server.lifecycle().reload();
      assertThat(udpSockets(port)).isEqualTo(2);
      InetSocketAddress address = server.address("dns://127.0.0.1:" + port);
      assertThat(address.getPort()).isEqualTo(port);
    }
  }

  @Test
  void keepsAndMovesProfilesOverAReload() throws IOException {
    int first = freePort();
    int second = freePort();
    String text = ".:0 {\n  pprof 127.0.0.1:" + first + "\n  whoami\n}\n";
    try (var server = ServerUnderTest.started(directory, text)) {
      assertThat(status(first, "/debug/pprof")).isEqualTo(200);
      server.rewrite(text + "# more\n");
      server.lifecycle().reload();
      assertThat(status(first, "/debug/pprof/symbol")).isEqualTo(200);
      assertThat(status(first, "/debug/pprof/nonsense")).isEqualTo(404);
      server.rewrite(text.replace(Integer.toString(first), Integer.toString(second)));
      server.lifecycle().reload();
      assertThat(status(second, "/debug/pprof/cmdline")).isEqualTo(200);
      assertThatThrownBy(() -> status(first, "/debug/pprof/")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void losesNoQueryWhileItReloadsUnderLoad() throws Exception {
    try (var server = ServerUnderTest.started(directory, hosts("10.0.0.1"));
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new AtomicBoolean();
      var asked = new ArrayList<Future<Integer>>();
      for (int i = 0; i < 4; i++) {
        asked.add(clients.submit(askUntil(server, done)));
      }
      for (int i = 0; i < 15; i++) {
        server.rewrite(hosts("10.0.0." + (i + 2)));
        server.lifecycle().reload();
      }
      done.set(true);
      for (Future<Integer> count : asked) {
        assertThat(count.get()).as("queries of one client, each answered").isPositive();
      }
    }
  }

  private static Callable<Integer> askUntil(ServerUnderTest server, AtomicBoolean done) {
    return () -> {
      int count = 0;
      while (!done.get()) {
        assertThat(answer(server)).startsWith("10.0.0.");
        count++;
      }
      return count;
    };
  }

  /// The same with one socket for all queries.
  private static Callable<Integer> askUntil(InetSocketAddress address, AtomicBoolean done) {
    return () -> {
      try (var client = new DatagramSocket()) {
        client.setSoTimeout(10_000);
        client.connect(address);
        byte[] query = ServerUnderTest.query("www.example.org.", Type.A).toWire();
        int count = 0;
        while (!done.get()) {
          client.send(new DatagramPacket(query, query.length));
          client.receive(new DatagramPacket(new byte[512], 512));
          count++;
        }
        return count;
      }
    };
  }

  @Test
  void servesOnWhileItIsALameDuckButIsNotReady() throws Exception {
    int health = freePort();
    int ready = freePort();
    String text =
        """
        .:0 {
          health 127.0.0.1:%d {
            lameduck 1s
          }
          whoami
        }
        example.org:0 {
          ready 127.0.0.1:%d
          whoami
        }
        """
            .formatted(health, ready);
    try (var server = ServerUnderTest.started(directory, text)) {
      assertThat(status(ready, "/ready")).isEqualTo(200);
      InetSocketAddress address = server.address();
      Thread stopping = Thread.startVirtualThread(server.lifecycle()::stop);
      while (status(ready, "/ready") == 200) {
        Thread.onSpinWait();
      }
      assertThat(status(health, "/health")).isEqualTo(200);
      assertThat(stopping.isAlive()).as("still a lame duck").isTrue();
      try (var client = new DatagramSocket()) {
        byte[] query = ServerUnderTest.query("www.example.org.", Type.A).toWire();
        client.setSoTimeout(5000);
        client.send(new DatagramPacket(query, query.length, address));
        client.receive(new DatagramPacket(new byte[512], 512));
      }
      stopping.join();
      assertThatThrownBy(() -> status(ready, "/ready")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void answersOnUntilItsClientsHaveGoneButIsNotReady() throws Exception {
    int ready = freePort();
    String text =
        hosts("10.0.0.1").replace("{\n  hosts", "{\n  ready 127.0.0.1:" + ready + "\n  hosts");
    var drain = new Drain(Duration.ZERO, Duration.ofMillis(300), Duration.ofSeconds(60));
    try (var server = new ServerUnderTest(directory, text, drain);
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      server.start();
      var done = new AtomicBoolean();
      Future<Integer> asked = clients.submit(askUntil(server.address(), done));
      Thread stopping = Thread.startVirtualThread(server.lifecycle()::stop);
      while (status(ready, "/ready") == 200) {
        Thread.onSpinWait();
      }
      assertThat(stopping.join(Duration.ofSeconds(1))).as("ended under a client").isFalse();
      assertThat(status(ready, "/ready")).isEqualTo(503);
      done.set(true);
      assertThat(asked.get()).as("queries, each answered").isPositive();
      stopping.join();
      assertThatThrownBy(() -> status(ready, "/ready")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void stopLeavesThePortFreeAndCanBeAskedTwice() throws IOException {
    var server = ServerUnderTest.started(directory, ".:0 {\n  whoami\n}\n");
    int port = server.address().getPort();
    server.lifecycle().stop();
    try (var free = new DatagramSocket(port)) {
      assertThat(free.isBound()).isTrue();
    }
    server.close();
  }

  @Test
  void aPluginThatCannotStartKeepsTheServerFromStarting() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      String text = ".:0 {\n  health 127.0.0.1:" + taken.getLocalPort() + "\n  whoami\n}\n";
      try (var server = new ServerUnderTest(directory, text)) {
        assertThatThrownBy(server::start)
            .isInstanceOf(PluginException.class)
            .hasMessage(
                "plugin/health: listen tcp 127.0.0.1:"
                    + taken.getLocalPort()
                    + ": address already in use");
        assertThat(server.lifecycle().running()).isEmpty();
      }
    }
  }

  @Test
  void refusesWhatItDoesNotServe() throws IOException {
    String text = "example.org:0 {\n  whoami\n}\n";
    try (var server = ServerUnderTest.started(directory, text)) {
      assertThat(server.ask("www.example.com.", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
      assertThat(server.ask("www.example.org.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
    }
  }
}
