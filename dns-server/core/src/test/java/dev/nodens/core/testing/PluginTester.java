package dev.nodens.core.testing;

import dev.nodens.core.Exchange;
import dev.nodens.core.Plugin;
import dev.nodens.core.ReplySink;
import dev.nodens.core.Transport;
import dev.nodens.core.config.Configuration;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.server.Listener;
import dev.nodens.core.server.RunningConfiguration;
import dev.nodens.corefile.Environment;
import dev.nodens.corefile.MemoryFiles;
import dev.nodens.corefile.Parser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/// A Corefile at work without sockets: ask it, look at the decoded reply.
///
/// ```java
/// var tester = PluginTester.of(". {\n  whoami\n}", List.of(new WhoamiPlugin()));
/// Message reply = tester.ask("example.org.", Type.A);
/// ```
public final class PluginTester {
  private static final byte[] CLIENT = {10, 1, 2, 3};
  private static final byte[] LOCAL = {10, 0, 0, 10};

  private final TestPlatform platform;
  private final RunningConfiguration running;
  private final dev.nodens.core.port.Platform built;

  private PluginTester(TestPlatform platform, String corefile, List<Plugin<?>> plugins) {
    this.platform = platform;
    this.built = platform.platform();
    this.running = RunningConfiguration.assemble(configuration(corefile, plugins), built);
    running.start();
    running.listening();
    platform.loops.forEach(ManualLoop::runTasks);
  }

  /// Runs `corefile` on a platform of its own.
  public static PluginTester of(String corefile, List<? extends Plugin<?>> plugins) {
    return of(new TestPlatform(), corefile, plugins);
  }

  /// Runs `corefile` on `platform`.
  public static PluginTester of(
      TestPlatform platform, String corefile, List<? extends Plugin<?>> plugins) {
    return new PluginTester(platform, corefile, List.copyOf(plugins));
  }

  /// Reads `corefile` as far as that goes without starting anything.
  public static Configuration configuration(String corefile, List<? extends Plugin<?>> plugins) {
    var names = new LinkedHashSet<String>();
    plugins.forEach(plugin -> names.add(plugin.name()));
    var parser = new Parser(MemoryFiles.none(), Environment.empty(), names);
    return Configuration.parse(parser.parse("Corefile", corefile), List.copyOf(plugins), 53);
  }

  /// The platform, to play upstreams and to move time.
  public TestPlatform platform() {
    return platform;
  }

  /// The first loop.
  public ManualLoop loop() {
    return platform.loops.getFirst();
  }

  /// What runs.
  public RunningConfiguration running() {
    return running;
  }

  /// Asks over UDP, without EDNS, with RD, and expects a reply at once.
  public Message ask(String name, int type) {
    return ask(query(name, type));
  }

  /// A query as dnsjava makes it.
  public static Message query(String name, int type) {
    try {
      return Message.newQuery(Record.newRecord(new Name(name), type, DClass.IN));
    } catch (IOException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  /// Asks over UDP and expects a reply at once.
  public Message ask(Message query) {
    return send(query.toWire(), Transport.UDP).message();
  }

  /// Gives octets to the server that listens first.
  public Reply send(byte[] request, Transport transport) {
    return send(request, transport, running.listeners().getFirst());
  }

  /// Gives octets to the server of `listener`.
  public Reply send(byte[] request, Transport transport, Listener listener) {
    var reply = new Reply();
    Exchange exchange = loop().exchanges().acquire();
    byte[] buffer = exchange.requestBuffer(request.length);
    System.arraycopy(request, 0, buffer, 0, request.length);
    exchange.begin(request.length, transport, reply, null, loop().nanoTime());
    exchange.client(CLIENT, 0, 4, 40212);
    exchange.local(LOCAL, 0, 4, 53);
    listener.server().handle(exchange);
    return reply;
  }

  /// The value of a counter now, 0 if it does not exist yet.
  public long counter(String name, String... labels) {
    for (Family<?> family : built.metrics().families()) {
      if (family.name().equals(name)
          && family.metrics().get(List.of(labels)) instanceof Counter counter) {
        return counter.value();
      }
    }
    return 0;
  }

  /// The process's metrics.
  public dev.nodens.core.metrics.MetricRegistry metrics() {
    return built.metrics();
  }

  /// What came back, now or later.
  public static final class Reply implements ReplySink {
    /// What a reply of several messages meets.
    public Room room = Room.OPEN;

    private final List<byte[]> parts = new ArrayList<>();
    private byte @Nullable [] octets;
    private boolean dropped;

    @Override
    public Room part(Exchange exchange) {
      if (room != Room.GONE) {
        parts.add(Arrays.copyOf(exchange.reply().buffer(), exchange.reply().length()));
      }
      return room;
    }

    /// The messages that came before the last one.
    public List<byte[]> parts() {
      return List.copyOf(parts);
    }

    @Override
    public void send(Exchange exchange) {
      octets = Arrays.copyOf(exchange.reply().buffer(), exchange.reply().length());
      exchange.release();
    }

    @Override
    public void drop(Exchange exchange) {
      dropped = true;
      exchange.release();
    }

    /// Whether the server decided not to reply.
    public boolean dropped() {
      return dropped;
    }

    /// Whether nothing was decided yet.
    public boolean pending() {
      return octets == null && !dropped;
    }

    /// The reply's octets.
    public byte[] octets() {
      if (octets == null) {
        throw new AssertionError(dropped ? "the query was dropped" : "no reply yet");
      }
      return octets;
    }

    /// The reply, decoded by dnsjava.
    public Message message() {
      try {
        return new Message(octets());
      } catch (IOException e) {
        throw new AssertionError("dnsjava cannot read the reply", e);
      }
    }
  }
}
