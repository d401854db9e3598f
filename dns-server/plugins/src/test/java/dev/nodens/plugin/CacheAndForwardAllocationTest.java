package dev.nodens.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.nodens.core.Exchange;
import dev.nodens.core.ExchangePool;
import dev.nodens.core.Plugin;
import dev.nodens.core.ReplySink;
import dev.nodens.core.Transport;
import dev.nodens.core.port.Loop;
import dev.nodens.core.port.Platform;
import dev.nodens.core.port.UpstreamConnection;
import dev.nodens.core.port.UpstreamConnector;
import dev.nodens.core.port.UpstreamListener;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.core.server.RunningConfiguration;
import dev.nodens.core.server.Server;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.plugin.cache.CachePlugin;
import dev.nodens.plugin.forward.ForwardPlugin;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Counts the bytes that a cached name and a forwarded name cost, to the byte.
final class CacheAndForwardAllocationTest {
  private static final int WARM_UP = 30_000;
  private static final int ROUNDS = 10_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final EchoLoop loop = new EchoLoop();

  @Test
  void aCachedNameAllocatesNothing() {
    Server server = start(".:53 {\n cache\n forward . 10.0.0.1\n}\n");
    assertThat(bytesPerQuery(server, 1)).isZero();
    assertThat(loop.asked).isEqualTo(1);
  }

  @Test
  void manyCachedNamesAllocateNothing() {
    Server server = start(".:53 {\n cache\n forward . 10.0.0.1\n}\n");
    assertThat(bytesPerQuery(server, 500)).isZero();
    assertThat(loop.asked).isEqualTo(500);
  }

  @Test
  void aForwardedNameAllocatesNothingBesideItsSharesOfPools() {
    Server server = start(".:53 {\n forward . 10.0.0.1 10.0.0.2\n}\n");
    double bytes = bytesPerQuery(server, 500);
    assertThat(loop.asked).isEqualTo(WARM_UP + ROUNDS);
    // Random numbers in bulk, and a socket after each thousand queries.
    assertThat(bytes).isLessThan(32);
  }

  @Test
  void aMissThatIsKeptAllocatesOnlyWhileTheTableGrows() {
    Server server = start(".:53 {\n cache {\n success 1024\n}\n forward . 10.0.0.1\n}\n");
    double bytes = bytesPerQuery(server, 5000);
    assertThat(loop.asked).isEqualTo(WARM_UP + ROUNDS);
    assertThat(bytes).isLessThan(32);
  }

  private double bytesPerQuery(Server server, int names) {
    byte[][] queries = new byte[names][];
    for (int i = 0; i < names; i++) {
      var question = new MessageWriter(512);
      byte[] name = Name.parse("n" + i + ".example.org").wire();
      question.startQuestion(i, Header.RD, name, RrType.A, RrClass.IN);
      queries[i] = Arrays.copyOf(question.buffer(), question.length());
    }
    for (int i = 0; i < WARM_UP; i++) {
      ask(server, queries[i % names]);
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      ask(server, queries[i % names]);
    }
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(loop.answered).isEqualTo(WARM_UP + ROUNDS);
    return (double) bytes / ROUNDS;
  }

  private void ask(Server server, byte[] query) {
    Exchange exchange = loop.exchanges().acquire();
    System.arraycopy(query, 0, exchange.requestBuffer(query.length), 0, query.length);
    exchange.begin(query.length, Transport.UDP, loop, null, loop.nanoTime());
    exchange.client(loop.address, 0, 4, 40000);
    exchange.local(loop.address, 0, 4, 53);
    server.handle(exchange);
    loop.deliver();
  }

  private Server start(String corefile) {
    Platform base = new TestPlatform().platform();
    var platform =
        new Platform(
            List.<Loop>of(loop),
            base.metrics(),
            base.apiServers(),
            base.http(),
            base.host(),
            base.reloader(),
            base.output(),
            base.blocking(),
            base.watching(),
            InstantSource.system(),
            base.directory(),
            base.version());
    List<Plugin<?>> plugins = List.of(new CachePlugin(), new ForwardPlugin());
    var running =
        RunningConfiguration.assemble(PluginTester.configuration(corefile, plugins), platform);
    running.start();
    return running.listeners().getFirst().server();
  }

  /// A loop with one upstream that answers every question with an address, as soon as it is told to
  /// deliver.
  private static final class EchoLoop implements Loop, UpstreamConnector, ReplySink {
    private final byte[] address = {10, 0, 0, 1};
    private final ExchangePool exchanges = new ExchangePool(this);
    private final Query query = new Query();
    private final MessageWriter reply = new MessageWriter(512);
    private @Nullable UpstreamListener listener;
    private final byte[] sent = new byte[512];
    private int sentLength;
    private int asked;
    private int answered;

    @Override
    public int index() {
      return 0;
    }

    @Override
    public boolean isCurrent() {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
      return () -> {};
    }

    @Override
    public ExchangePool exchanges() {
      return exchanges;
    }

    @Override
    public UpstreamConnector upstreams() {
      return this;
    }

    @Override
    public long nanoTime() {
      return 1_000_000_000;
    }

    @Override
    public UpstreamConnection open(UpstreamTarget target, UpstreamListener by) {
      return new UpstreamConnection() {
        @Override
        public void send(byte[] message, int length) {
          listener = by;
          System.arraycopy(message, 0, sent, 0, length);
          sentLength = length;
        }

        @Override
        public void close() {}
      };
    }

    /// Lets the upstream answer what was sent to it.
    void deliver() {
      UpstreamListener by = listener;
      if (by == null) {
        return;
      }
      listener = null;
      asked++;
      query.parse(sent, sentLength);
      reply.startReply(query);
      Records.address(reply, RecordCursor.ANSWER, 300, address, 0, 4);
      by.received(reply.buffer(), reply.length());
    }

    @Override
    public void send(Exchange exchange) {
      if (Octets.u16(exchange.reply().buffer(), Header.ANCOUNT) == 1) {
        answered++;
      }
      exchange.release();
    }

    @Override
    public void drop(Exchange exchange) {
      exchange.release();
    }
  }
}
