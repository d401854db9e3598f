package dev.nodens.e2e.differential;

import dev.nodens.verify.ask.Question;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.Type;

/// One DNS server, started as a program of its own on free ports of loopback.
final class DnsProcess implements AutoCloseable {
  private static final long START_MILLIS = 60_000;
  private static final int PROBE_MILLIS = 100;
  private static final int PORTS = 4;

  private final String name;
  private final Process process;
  private final Path log;
  private final List<Integer> ports;

  private DnsProcess(String name, Process process, Path log, List<Integer> ports) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.ports = ports;
  }

  /// Starts `program` on `corefile`; does not wait until it serves.
  ///
  /// @param variables what the Corefile may name as `{$NAME}`, besides its own ports
  static DnsProcess start(
      Path folder,
      String name,
      List<String> program,
      String corefile,
      Map<String, String> variables)
      throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name + ".corefile");
    Path log = folder.resolve(name + ".log");
    Files.writeString(file, corefile);
    List<Integer> ports = freePorts();
    var command = new ArrayList<>(program);
    command.addAll(List.of("-conf", file.toString(), "-dns.port", ports.getFirst().toString()));
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(variables);
    builder.environment().put("HEALTH", "127.0.0.1:" + ports.get(1));
    builder.environment().put("READY", "127.0.0.1:" + ports.get(2));
    builder.environment().put("METRICS", "127.0.0.1:" + ports.get(3));
    return new DnsProcess(name, builder.start(), log, ports);
  }

  private static List<Integer> freePorts() throws IOException {
    var sockets = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < PORTS; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  int port() {
    return ports.getFirst();
  }

  int metricsPort() {
    return ports.get(3);
  }

  /// Returns when the server answers anything at all over UDP, and takes connections.
  ///
  /// @throws IOException with its output, if it ends or says nothing for a minute
  void awaitAnswer() throws IOException {
    byte[] probe = Question.of("probe", "probe.invalid.", Type.A).message(1);
    long end = System.currentTimeMillis() + START_MILLIS;
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    while (System.currentTimeMillis() < end && process.isAlive()) {
      try (var socket = new DatagramSocket();
          var connection = new Socket()) {
        connection.connect(new InetSocketAddress(loopback, port()));
        socket.connect(loopback, port());
        socket.setSoTimeout(PROBE_MILLIS);
        socket.send(new DatagramPacket(probe, probe.length));
        socket.receive(new DatagramPacket(new byte[512], 512));
        return;
      } catch (IOException e) {
        pause();
      }
    }
    throw new IOException(name + " does not serve:\n" + Files.readString(log));
  }

  /// Returns when the server has `zone`.
  ///
  /// @throws IOException with its output, if it does not have it within a minute
  void awaitZone(String zone) throws IOException {
    byte[] probe = Question.of("probe", zone + ".", Type.SOA).message(2);
    long end = System.currentTimeMillis() + START_MILLIS;
    while (System.currentTimeMillis() < end && process.isAlive()) {
      byte[] reply = Raw.udp(this, probe);
      if (reply.length > 3 && (reply[3] & 15) == 0) {
        return;
      }
      pause();
    }
    throw new IOException(name + " does not have " + zone + ":\n" + Files.readString(log));
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// Whether the program still runs.
  boolean isAlive() {
    return process.isAlive();
  }

  /// Resident memory of the program in MB.
  long rssMegabytes() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
            .filter(text -> text.startsWith("VmRSS:"))
            .findFirst()
            .orElse("VmRSS: 0 kB");
    return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
  }

  /// Number of sockets that the program has open.
  int openConnections() throws IOException {
    int sockets = 0;
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/fd"))) {
      for (Path descriptor : descriptors) {
        sockets += isSocket(descriptor) ? 1 : 0;
      }
    }
    return sockets;
  }

  private static boolean isSocket(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (NoSuchFileException e) {
      // Closed since the folder was read.
      return false;
    }
  }

  /// Ends the program at once: nobody waits for it any more.
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
