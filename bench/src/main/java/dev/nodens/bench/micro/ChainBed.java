package dev.nodens.bench.micro;

import dev.nodens.bench.World;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.output.LineOutput;
import dev.nodens.core.output.LogFormat;
import dev.nodens.core.port.Platform;
import dev.nodens.core.server.RunningConfiguration;
import dev.nodens.core.server.Server;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.plugin.Plugins;
import java.io.OutputStream;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// The whole chain of kubeadm's Corefile over 5,000 Services, without sockets: a request goes in as
/// octets, a reply comes out as octets. Questions are asked on its [lanes][#lane].
public final class ChainBed {
  /// kubeadm's Corefile without `health` and `loop`, as `bench/run` uses it.
  static final String COREFILE =
      """
      .:53 {
          errors
          ready
          kubernetes cluster.local in-addr.arpa ip6.arpa {
              endpoint http://127.0.0.1:1
              pods insecure
              fallthrough in-addr.arpa ip6.arpa
              ttl 30
          }
          prometheus :9153
          forward . 192.0.2.53 {
              max_concurrent 1000
          }
          cache 30 {
              disable success cluster.local
              disable denial cluster.local
          }
          reload
          loadbalance
      }
      """;

  private static final int SERVICES = 5_000;

  private final List<BenchLoop> loops;
  private final List<Lane> lanes;
  private final Random random = new Random(20_261_122);

  /// Starts the chain on one event loop and waits until it has read all Services.
  public ChainBed() {
    this(1);
  }

  /// Starts the chain on so many event loops and waits until it has read all Services.
  public ChainBed(int count) {
    loops = IntStream.range(0, count).mapToObj(BenchLoop::new).toList();
    RunningConfiguration running =
        RunningConfiguration.assemble(
            PluginTester.configuration(COREFILE, Plugins.ORDER), platform());
    running.start();
    running.listening();
    long giveUp = System.nanoTime() + 60_000_000_000L;
    while (!running.notReady().isEmpty()) {
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException("not ready: " + running.notReady());
      }
      loops.forEach(BenchLoop::round);
      Thread.onSpinWait();
    }
    Server server = running.listeners().getFirst().server();
    lanes = loops.stream().map(loop -> new Lane(loop, server)).toList();
  }

  private Platform platform() {
    Platform outside = new TestPlatform().platform();
    return new Platform(
        List.copyOf(loops),
        new MetricRegistry(loops.size()),
        access -> new WorldApi(new World(SERVICES)),
        outside.http(),
        outside.host(),
        outside.reloader(),
        new LineOutput(loops.size(), OutputStream.nullOutputStream(), LogFormat.TEXT),
        outside.blocking(),
        outside.watching(),
        outside.clock(),
        outside.directory(),
        outside.version());
  }

  /// Where to ask: an event loop for each thread.
  public Lane lane(int index) {
    return lanes.get(index);
  }

  /// Requests for `count` Services drawn at random.
  public byte[][] clusterRequests(int count) {
    byte[][] requests = new byte[count][];
    for (int i = 0; i < count; i++) {
      requests[i] = request(World.name(random.nextInt(SERVICES)) + ".");
    }
    return requests;
  }

  /// Requests for `count` names of the cluster zone that do not exist.
  public byte[][] missingRequests(int count) {
    byte[][] requests = new byte[count][];
    for (int i = 0; i < count; i++) {
      requests[i] = request("nx-" + i + ".ns-1.svc.cluster.local.");
    }
    return requests;
  }

  /// Requests for `count` external names that the cache then holds: each was asked once, and the
  /// upstream answered.
  public byte[][] cachedRequests(int count) {
    byte[][] requests = new byte[count][];
    for (int i = 0; i < count; i++) {
      requests[i] = request("host-" + i + ".example.net.");
      lane(0).ask(requests[i]);
      lane(0).round();
    }
    return requests;
  }

  static byte[] request(String name) {
    try {
      Record question = Record.newRecord(new Name(name), Type.A, DClass.IN);
      return Message.newQuery(question).toWire();
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException(name, e);
    }
  }
}
