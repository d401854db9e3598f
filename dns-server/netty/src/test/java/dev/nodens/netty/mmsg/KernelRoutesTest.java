package dev.nodens.netty.mmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodens.wire.Octets;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The loop's thread has a network of its own where that is allowed, with addresses and routes that
/// change.
class KernelRoutesTest {
  private static final int CLONE_NEWNET = 0x40000000;

  private final AtomicInteger changes = new AtomicInteger();
  private IoEventLoopGroup group;
  private IoEventLoop loop;
  private KernelRoutes routes;

  @BeforeEach
  void start() {
    group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    loop = group.next();
    routes = new KernelRoutes(loop, changes::incrementAndGet);
  }

  @AfterEach
  void stop() throws Exception {
    onLoop(() -> {
      routes.close();
      return null;
    });
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
  }

  private <T> T onLoop(Callable<T> task) throws Exception {
    return loop.submit(task).get(30, TimeUnit.SECONDS);
  }

  private boolean choose(String client, String source) throws Exception {
    return onLoop(() -> routes.choose(number(client), number(source)));
  }

  private static int number(String address) {
    return Octets.i32(InetAddress.ofLiteral(address).getAddress(), 0);
  }

  /// Runs ip(8) with these words in the loop's network.
  private void ip(String words) throws Exception {
    assertThat(onLoop(() -> run(words))).as("ip %s", words).isZero();
  }

  private static int run(String words) throws IOException, InterruptedException {
    return new ProcessBuilder(("ip " + words).split(" "))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @SuppressWarnings("restricted")
  private void unshare() throws Exception {
    MethodHandle call =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("unshare"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    boolean own =
        onLoop(() -> {
          try {
            return (int) call.invokeExact(CLONE_NEWNET) == 0;
          } catch (Throwable t) {
            throw new IllegalStateException(t);
          }
        });
    assumeTrue(own, "needs the right to make a network namespace (CAP_SYS_ADMIN)");
    assumeTrue(onLoop(() -> hasIp()), "needs ip(8)");
    ip("link set lo up");
    ip("address add 192.0.2.1/32 dev lo");
    ip("address add 192.0.2.2/32 dev lo");
    ip("route add 198.51.100.0/24 dev lo src 192.0.2.1");
  }

  private static boolean hasIp() throws InterruptedException {
    try {
      return run("-V") == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void knowsWhatTheKernelTakesForLoopback() throws Exception {
    assertThat(choose("127.0.0.1", "127.0.0.1")).isTrue();
    assertThat(choose("127.0.0.1", "127.0.0.77")).isFalse();
  }

  @Test
  void knowsWhichAddressARouteTakes() throws Exception {
    unshare();

    assertThat(choose("198.51.100.9", "192.0.2.1")).isTrue();
    assertThat(choose("198.51.100.9", "192.0.2.2")).isFalse();
    assertThat(choose("203.0.113.9", "192.0.2.1")).as("without a route").isFalse();
  }

  @Test
  void doesNotTrustAWayThatIsSplit() throws Exception {
    unshare();
    ip("route add 203.0.113.0/24 src 192.0.2.1 nexthop dev lo weight 1 nexthop dev lo weight 1");

    assertThat(choose("203.0.113.9", "192.0.2.1")).isFalse();
  }

  @Test
  void doesNotTrustAWayThatDependsOnTheSource() throws Exception {
    unshare();
    ip("route add 198.51.100.0/24 via 192.0.2.77 dev lo onlink table 100");
    assertThat(choose("198.51.100.9", "192.0.2.1")).isTrue();

    ip("rule add from 192.0.2.1 lookup 100");

    assertThat(choose("198.51.100.9", "192.0.2.1")).isFalse();
  }

  @Test
  void hearsOfEveryChange() throws Exception {
    unshare();
    choose("198.51.100.9", "192.0.2.1");

    for (String change :
        new String[] {
          "route replace 198.51.100.0/24 dev lo src 192.0.2.2",
          "address add 192.0.2.3/32 dev lo",
          "rule add from 192.0.2.3 lookup 100",
          "link set lo down",
        }) {
      int before = changes.get();
      ip(change);
      await(change).until(() -> changes.get() > before);
    }
  }
}
