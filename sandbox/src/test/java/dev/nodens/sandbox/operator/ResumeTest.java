package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodens.operator.OperatorProcess;
import dev.nodens.sandbox.api.Faults;
import dev.nodens.sandbox.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The operator dies in the middle of a rollout, after each of its writes in turn, and another one
/// takes over: every time it ends as if nothing had happened, and no node is without DNS meanwhile.
class ResumeTest {
  private static final int NODES = 2;

  private Scene scene;

  @BeforeEach
  void start() throws IOException {
    scene = new Scene(NODES);
  }

  @AfterEach
  void stop() throws IOException {
    scene.close();
  }

  /// Lets an operator live until its n-th write. The answer of that write never arrives, and
  /// nothing that the operator asks afterwards either, so its process might as well be gone.
  private static final class Killer implements Faults {
    private final String victim;
    private final int lastWrite;
    private final AtomicInteger writes = new AtomicInteger();
    private final List<String> made = new ArrayList<>();

    Killer(String victim, int lastWrite) {
      this.victim = victim;
      this.lastWrite = lastWrite;
    }

    @Override
    public synchronized Fault of(Request request) {
      if (!request.agent().equals(victim)) {
        return NOTHING;
      }
      if (isDone()) {
        return new Lost(false);
      }
      if (!request.isWrite()) {
        return NOTHING;
      }
      made.add(request.method() + " " + request.path());
      return writes.incrementAndGet() == lastWrite ? new Lost(true) : NOTHING;
    }

    boolean isDone() {
      return writes.get() >= lastWrite;
    }

    synchronized String last() {
      return made.isEmpty() ? "nothing" : made.getLast();
    }
  }

  @Test
  void whoTakesOverFinishesTheRollout() {
    scene.declared.apply(Scene.ROOT.resolve("deploy/samples/minimal.yaml"));
    try (OperatorProcess operator = scene.operator("first")) {
      operator.start();
      scene.awaitServed();
    }
    int killed = 0;
    boolean survived = false;
    while (!survived) {
      int write = killed + 1;
      var killer = new Killer("victim-" + write, write);
      scene.sandbox().server().faults(killer);
      String host = "host-%d.example".formatted(write);
      scene.declareHost(host);
      try (OperatorProcess victim = scene.operator("victim-" + write)) {
        victim.start();
        scene.await("the kill, or the end", () -> killer.isDone() || isRolledOut(host));
        survived = !killer.isDone();
      }
      if (!survived) {
        killed++;
        finish(host, killer.last());
      }
    }
    System.out.printf("the operator was killed after each of %d writes of a rollout%n", killed);
    assertThat(killed).isGreaterThan(5);
  }

  private void finish(String host, String last) {
    try (OperatorProcess heir = scene.operator("heir")) {
      heir.start();
      scene.await(
          "the rollout is finished after " + last,
          () -> {
            assertThat(ready()).as("nodes with DNS after " + last).isEqualTo(NODES);
            return isRolledOut(host);
          });
    }
    JsonNode status = scene.declared.status();
    assertThat(Json.text(status, "drift", "state")).as("after " + last).isEqualTo("InSync");
    assertThat(scene.declared.condition("Degraded")).as("after " + last).isEqualTo("False");
  }

  private int ready() {
    return Json.at(scene.declared.get("apps", "daemonsets", "cluster-dns"), "status", "numberReady")
        .asInt();
  }

  private boolean isRolledOut(String host) {
    String revision = Json.text(scene.declared.status(), "revision", "name");
    return scene.declared.isServedBy(NODES)
        && Json.text(scene.declared.get("", "configmaps", revision), "data", "Corefile")
            .contains(host);
  }
}
