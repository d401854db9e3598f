package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.operator.Leadership;
import dev.nodens.operator.OperatorProcess;
import dev.nodens.sandbox.api.Faults;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two replicas while somebody edits the DaemonSet without pause: one at a time writes.
class LeadershipTest {
  private static final Duration LEASE = Duration.ofMillis(3000);
  private static final Duration RENEW = Duration.ofMillis(2000);
  private static final Duration RETRY = Duration.ofMillis(400);

  private final Writers writers = new Writers();
  private final ScheduledExecutorService intruder = Executors.newSingleThreadScheduledExecutor();
  private Scene scene;

  @BeforeEach
  void start() throws IOException {
    scene = new Scene(2);
    scene.sandbox().server().faults(writers);
    scene.declared.apply(Scene.ROOT.resolve("deploy/samples/minimal.yaml"));
  }

  @AfterEach
  void stop() throws IOException {
    intruder.shutdownNow();
    scene.close();
  }

  /// Who wrote something else than a lease, in the order of writing; can cut replicas off.
  private static final class Writers implements Faults {
    private final List<String> order = new ArrayList<>();
    private final Set<String> away = ConcurrentHashMap.newKeySet();
    private long lastChange;

    @Override
    public synchronized Fault of(Request request) {
      if (away.contains(request.agent())) {
        return new Lost(false);
      }
      if (request.isWrite()
          && !request.path().contains("/leases")
          && !request.path().contains("authorization")
          && (order.isEmpty() || !order.getLast().equals(request.agent()))) {
        order.add(request.agent());
        lastChange = System.nanoTime();
      }
      return NOTHING;
    }

    void cutOff(String replica) {
      away.add(replica);
    }

    synchronized List<String> order() {
      return List.copyOf(order);
    }

    synchronized long lastChange() {
      return lastChange;
    }
  }

  private OperatorProcess replica(String name, Runnable stepDown) {
    return scene.operator(
        name, Clock.systemUTC(), Optional.of(new Leadership(LEASE, RENEW, RETRY, stepDown)));
  }

  private void editWithoutPause() {
    var count = new int[1];
    intruder.scheduleAtFixedRate(
        () ->
            scene.declared.edit(
                "apps",
                "daemonsets",
                "cluster-dns",
                "{\"spec\":{\"minReadySeconds\":%d}}".formatted(100 + count[0]++)),
        0,
        150,
        TimeUnit.MILLISECONDS);
  }

  private double awaitWriter(String name, long since) {
    scene.await(name + " writes", () -> writers.order().contains(name));
    return (writers.lastChange() - since) / 1e9;
  }

  @Test
  void aReplicaThatStopsHandsOverAndOneThatIsCutOffStepsBack() throws Exception {
    var steppedDown = new CountDownLatch(1);
    var elder = replica("elder", () -> {});
    var younger = replica("younger", steppedDown::countDown);
    elder.start();
    scene.awaitServed();
    younger.start();
    editWithoutPause();
    scene.await(
        "drift is seen", () -> scene.declared.status().path("drift").path("reverts").asLong() > 2);
    assertThat(younger.isReady()).as("a standby is ready").isTrue();
    assertThat(writers.order()).as("a standby writes nothing").containsExactly("elder");

    long stopped = System.nanoTime();
    elder.close();
    double handOver = awaitWriter("younger", stopped);

    var third = replica("third", () -> {});
    third.start();
    long cut = System.nanoTime();
    writers.cutOff("younger");
    assertThat(steppedDown.await(RENEW.plus(LEASE).toMillis(), TimeUnit.MILLISECONDS))
        .as("a leader that cannot renew steps back")
        .isTrue();
    double stepBack = (System.nanoTime() - cut) / 1e9;
    assertThat(writers.order()).containsExactly("elder", "younger");
    double takeOver = awaitWriter("third", cut);
    intruder.shutdownNow();

    System.out.printf(
        "leadership (lease %.1f s, renewed every %.1f s): handed over in %.2f s; a leader cut off stepped back after %.2f s and was replaced after %.2f s%n",
        LEASE.toMillis() / 1e3, RETRY.toMillis() / 1e3, handOver, stepBack, takeOver);
    assertThat(writers.order()).as("no two at a time").containsExactly("elder", "younger", "third");
    assertThat(handOver).isLessThan(LEASE.toMillis() / 1e3);
    younger.close();
    third.close();
  }
}
