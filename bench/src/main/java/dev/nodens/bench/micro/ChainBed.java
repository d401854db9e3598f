package dev.nodens.bench.micro;

import dev.nodens.bench.World;
import dev.nodens.core.Exchange;
import dev.nodens.core.ReplySink;
import dev.nodens.core.Transport;
import dev.nodens.core.server.Server;
import dev.nodens.core.testing.ManualLoop;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.ScriptedUpstreams;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.plugin.Plugins;
import dev.nodens.wire.Header;
import java.util.Random;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// The whole chain of kubeadm's Corefile over 5,000 Services, without sockets: a request goes in as
/// octets, a reply comes out as octets. For one thread.
public final class ChainBed implements ReplySink {
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
  private static final byte[] CLIENT = {10, (byte) 244, 1, 17};
  private static final byte[] LOCAL = {10, 96, 0, 10};

  private final ManualLoop loop;
  private final Server server;
  private final Random random = new Random(20_261_122);
  private int lastRcode;
  private int lastAnswers;
  private long sent;

  /// Starts the chain and waits until it has read all Services.
  public ChainBed() {
    var platform = new TestPlatform();
    platform.apiServers = access -> new WorldApi(new World(SERVICES));
    var tester = PluginTester.of(platform, COREFILE, Plugins.ORDER);
    loop = tester.loop();
    server = tester.running().listeners().getFirst().server();
    long giveUp = System.nanoTime() + 60_000_000_000L;
    while (!tester.running().notReady().isEmpty()) {
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException("not ready: " + tester.running().notReady());
      }
      loop.runTasks();
      Thread.onSpinWait();
    }
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
      ask(requests[i]);
      loop.runTasks();
      answerUpstream();
    }
    return requests;
  }

  private void answerUpstream() {
    for (ScriptedUpstreams.Link link : loop.upstreams().links()) {
      if (!link.sent().isEmpty() && !link.closed()) {
        link.reply(upstreamReply(link.sent().getLast()));
      }
    }
    loop.runTasks();
  }

  private static byte[] upstreamReply(byte[] query) {
    try {
      Message reply = new Message(query);
      reply.getHeader().setFlag(Flags.QR);
      reply.getHeader().setFlag(Flags.RA);
      reply.removeAllRecords(Section.ADDITIONAL);
      reply.addRecord(
          new ARecord(
              reply.getQuestion().getName(), DClass.IN, 300, Address.getByAddress("192.0.2.1")),
          Section.ANSWER);
      return reply.toWire();
    } catch (java.io.IOException e) {
      throw new IllegalStateException("the chain sent an unreadable query upstream", e);
    }
  }

  static byte[] request(String name) {
    try {
      Record question = Record.newRecord(new Name(name), Type.A, DClass.IN);
      return Message.newQuery(question).toWire();
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  /// Gives the chain one request; returns how many octets of replies it has sent so far.
  public long ask(byte[] request) {
    Exchange exchange = loop.exchanges().acquire();
    byte[] buffer = exchange.requestBuffer(request.length);
    System.arraycopy(request, 0, buffer, 0, request.length);
    exchange.begin(request.length, Transport.UDP, this, null, loop.nanoTime());
    exchange.client(CLIENT, 0, 4, 40_212);
    exchange.local(LOCAL, 0, 4, 53);
    server.handle(exchange);
    return sent;
  }

  /// The response code of the last reply.
  public int lastRcode() {
    return lastRcode;
  }

  /// Records in the answer section of the last reply.
  public int lastAnswers() {
    return lastAnswers;
  }

  @Override
  public void send(Exchange exchange) {
    sent += exchange.reply().length();
    lastRcode = Header.rcode(exchange.reply().flags());
    lastAnswers = exchange.reply().count(dev.nodens.wire.RecordCursor.ANSWER);
    exchange.release();
  }

  @Override
  public void drop(Exchange exchange) {
    exchange.release();
  }
}
