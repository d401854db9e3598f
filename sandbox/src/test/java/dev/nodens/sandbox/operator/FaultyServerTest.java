package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodens.operator.OperatorProcess;
import dev.nodens.sandbox.api.Faults;
import dev.nodens.sandbox.api.Faults.Fault;
import dev.nodens.sandbox.api.Faults.Request;
import dev.nodens.sandbox.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// An API server in trouble while somebody declares and somebody else edits: the operator neither
/// ends nor hammers, says what it was told where it can, and puts everything right once the trouble
/// is over.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultyServerTest {
  private static final int NODES = 2;
  private static final String AGENT = "operator";

  /// More than the reconciler's own pace for an object in trouble allows: 5 passes a second at
  /// most, each ended by the first write that has no answer.
  private static final int MOST_ATTEMPTS_PER_SECOND = 40;

  private Scene scene;
  private OperatorProcess operator;
  private int round;
  private long reverts;

  /// In turn, because the operator takes the same edit again and again for a fight.
  private static final List<String> EDITS =
      List.of(
          "{\"spec\":{\"sessionAffinity\":\"ClientIP\"}}",
          "{\"spec\":{\"internalTrafficPolicy\":\"Local\"}}",
          "{\"spec\":{\"publishNotReadyAddresses\":true}}");

  @BeforeAll
  void start() throws IOException {
    scene = new Scene(NODES);
    scene.declared.apply(Scene.ROOT.resolve("deploy/samples/minimal.yaml"));
    operator = scene.operator(AGENT);
    operator.start();
    scene.awaitServed();
  }

  @AfterEach
  void heal() {
    scene.sandbox().server().faults(Faults.NONE);
  }

  @AfterAll
  void stop() throws IOException {
    operator.close();
    scene.close();
  }

  private static boolean isStatus(Request request) {
    return request.path().endsWith("/status");
  }

  private static Fault refused(int code, String reason) {
    return new Faults.Refused(code, reason, "the sandbox says " + reason, 0);
  }

  static Stream<Arguments> troubles() {
    return Stream.of(
        trouble(
            "409 to every write",
            r -> r.isWrite() && !isStatus(r) ? refused(409, "Conflict") : Faults.NOTHING),
        trouble(
            "422 to every write",
            r -> r.isWrite() && !isStatus(r) ? refused(422, "Invalid") : Faults.NOTHING),
        trouble(
            "409 to every status", r -> isStatus(r) ? refused(409, "Conflict") : Faults.NOTHING),
        trouble("429 to everything", r -> new Faults.Refused(429, "TooManyRequests", "wait", 1)),
        trouble("500 to everything", r -> refused(500, "InternalError")),
        trouble("connections that break", r -> new Faults.Lost(false)),
        trouble("watches that end after 300 ms", r -> new Faults.Cut(Duration.ofMillis(300))));
  }

  private static Arguments trouble(String name, Function<Request, Fault> rule) {
    return Arguments.of(name, rule);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("troubles")
  void troubleIsSurvivedAndMadeGood(String name, Function<Request, Fault> rule)
      throws InterruptedException {
    var attempts = new AtomicInteger();
    scene
        .sandbox()
        .server()
        .faults(request -> {
          if (!request.agent().equals(AGENT)) {
            return Faults.NOTHING;
          }
          attempts.addAndGet(request.isWrite() ? 1 : 0);
          return rule.apply(request);
        });
    long start = System.nanoTime();
    declareAndEdit();
    TimeUnit.MILLISECONDS.sleep(2500); // the trouble lasts; there is nothing to wait for
    double seconds = (System.nanoTime() - start) / 1e9;
    int tried = attempts.get();
    String said = scene.declared.why("Degraded");
    heal();
    long healed = System.nanoTime();
    awaitPutRight();
    System.out.printf(
        "%s: %.1f writes a second tried, status said \"%s\", put right %.1f s after the trouble%n",
        name, tried / seconds, said, (System.nanoTime() - healed) / 1e9);

    assertThat(tried / seconds).isLessThan(MOST_ATTEMPTS_PER_SECOND);
    assertThat(operator.isReady()).isTrue();
    if (name.contains("write")) {
      assertThat(said).startsWith("WriteFailed: ").contains("the sandbox says");
    }
  }

  @Test
  void aServerThatIsPausedIsWaitedFor() throws InterruptedException {
    var goesOn = new CountDownLatch(1);
    scene
        .sandbox()
        .server()
        .faults(
            request -> request.agent().equals(AGENT) ? new Faults.Paused(goesOn) : Faults.NOTHING);
    declareAndEdit();
    TimeUnit.MILLISECONDS.sleep(2500); // the pause lasts; there is nothing to wait for
    heal();
    goesOn.countDown();

    awaitPutRight();

    assertThat(operator.isReady()).isTrue();
  }

  private void declareAndEdit() {
    round++;
    reverts = reverts();
    scene.declareHost("host-%d.example".formatted(round));
    scene.declared.edit("", "services", "kube-dns", EDITS.get(round % EDITS.size()));
  }

  private void awaitPutRight() {
    scene.await(
        "the new revision is served, the edit is gone and counted as put back",
        () ->
            scene.declared.isServedBy(NODES)
                && scene.declared.condition("Degraded").equals("False")
                && corefile().contains("host-%d.example".formatted(round))
                && isServiceAsDeclared()
                && reverts() > reverts);
  }

  private long reverts() {
    return scene.declared.status().path("drift").path("reverts").asLong();
  }

  private String corefile() {
    JsonNode status = scene.declared.status();
    return Json.text(
        scene.declared.get("", "configmaps", Json.text(status, "revision", "name")),
        "data",
        "Corefile");
  }

  private boolean isServiceAsDeclared() {
    JsonNode spec = scene.declared.get("", "services", "kube-dns").path("spec");
    return spec.path("sessionAffinity").asText().equals("None")
        && spec.path("internalTrafficPolicy").asText().equals("Cluster")
        && !spec.path("publishNotReadyAddresses").asBoolean();
  }
}
