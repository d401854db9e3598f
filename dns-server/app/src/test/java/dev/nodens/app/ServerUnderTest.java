package dev.nodens.app;

import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.output.LineOutput;
import dev.nodens.core.port.Platform;
import dev.nodens.corefile.LocalFiles;
import dev.nodens.netty.DatagramTransport;
import dev.nodens.netty.NettyLoops;
import dev.nodens.plugin.Plugins;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/// The server as the program runs it, in this process, on a Corefile that a test can rewrite.
final class ServerUnderTest implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int SILENCE_MILLIS = 150;

  private final Path corefile;
  private final NettyLoops loops = NettyLoops.start(2);
  private final LineOutput lines = new LineOutput(2, OutputStream.nullOutputStream());
  private final Lifecycle lifecycle;

  /// A server of `text` in a file of `directory`, not started.
  ServerUnderTest(Path directory, String text) throws IOException {
    this(directory, text, Drain.NONE);
  }

  /// The same that drains when it is stopped.
  ServerUnderTest(Path directory, String text, Drain drain) throws IOException {
    corefile = directory.resolve("Corefile");
    Files.writeString(corefile, text);
    PlainPod machine = PlainPod.of("");
    CorefileSource source =
        CorefileSource.ofFile(
            corefile.toString(), Plugins.ORDER, 53, new LocalFiles(machine.root()));
    var listeners = new Listeners(loops, DatagramTransport.choose(loops, ""), machine);
    lifecycle = new Lifecycle(source, listeners, drain, Duration.ofSeconds(5));
  }

  /// A running server of `text`.
  static ServerUnderTest started(Path directory, String text) throws IOException {
    var server = new ServerUnderTest(directory, text);
    try {
      server.start();
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  void start() throws IOException {
    Executor blocking = Executors.newVirtualThreadPerTaskExecutor();
    PlainPod machine = PlainPod.of("");
    lifecycle.start(
        new Platform(
            loops.loops(),
            new MetricRegistry(2),
            access -> {
              throw new IOException("this test has no API server");
            },
            new JdkHttpEndpoints(blocking, machine),
            new LocalHost(machine),
            lifecycle,
            lines,
            blocking,
            blocking,
            InstantSource.system(),
            Path.of("").toAbsolutePath(),
            "0.0.0-test"));
  }

  Lifecycle lifecycle() {
    return lifecycle;
  }

  /// Changes the Corefile; nothing is reloaded by that.
  void rewrite(String text) throws IOException {
    Files.writeString(corefile, text);
  }

  byte[] corefileBytes() throws IOException {
    return Files.readAllBytes(corefile);
  }

  /// Where the listener `key` can be reached on this machine.
  InetSocketAddress address(String key) {
    InetSocketAddress bound = lifecycle.address(key).orElseThrow();
    return bound.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), bound.getPort())
        : bound;
  }

  InetSocketAddress address() {
    return address("dns://:0");
  }

  /// The reply over UDP; empty if there is silence.
  Optional<byte[]> udp(byte[] request, boolean expectSilence) throws IOException {
    try (var client = new DatagramSocket()) {
      client.connect(address());
      client.setSoTimeout(expectSilence ? SILENCE_MILLIS : PATIENCE_MILLIS);
      client.send(new DatagramPacket(request, request.length));
      var packet = new DatagramPacket(new byte[65535], 65535);
      client.receive(packet);
      return Optional.of(Arrays.copyOf(packet.getData(), packet.getLength()));
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }

  /// The reply over TCP; empty if there is silence.
  Optional<byte[]> tcp(byte[] request, boolean expectSilence) throws IOException {
    try (var client = new Socket()) {
      client.connect(address());
      client.setSoTimeout(expectSilence ? SILENCE_MILLIS : PATIENCE_MILLIS);
      var out = new DataOutputStream(client.getOutputStream());
      byte[] frame = new byte[request.length + 2];
      frame[0] = (byte) (request.length >>> 8);
      frame[1] = (byte) request.length;
      System.arraycopy(request, 0, frame, 2, request.length);
      out.write(frame);
      var in = new DataInputStream(client.getInputStream());
      byte[] reply = new byte[in.readUnsignedShort()];
      in.readFully(reply);
      return Optional.of(reply);
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }

  /// The decoded reply over UDP.
  Message ask(Message query) throws IOException {
    return new Message(udp(query.toWire(), false).orElseThrow());
  }

  /// The decoded reply over UDP to a question without EDNS.
  Message ask(String name, int type) throws IOException {
    return ask(query(name, type));
  }

  static Message query(String name, int type) throws IOException {
    return Message.newQuery(Record.newRecord(new Name(name), type, DClass.IN));
  }

  @Override
  public void close() {
    lifecycle.stop();
    loops.close();
    lines.close();
  }
}
