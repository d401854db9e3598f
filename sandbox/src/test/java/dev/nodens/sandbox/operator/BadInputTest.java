package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.operator.OperatorProcess;
import dev.nodens.sandbox.api.DeleteOptions;
import dev.nodens.sandbox.api.Faults;
import dev.nodens.sandbox.api.Target;
import dev.nodens.sandbox.api.WriteOptions;
import dev.nodens.sandbox.json.ApiError;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.kind.ResourceType;
import dev.nodens.sandbox.simulate.Declared;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Declarations and definitions that no operator wants to meet.
class BadInputTest {
  private static final int NODES = 2;
  private static final Path DEFINITION = Scene.ROOT.resolve("crds/clusterdnses.nodens.dev.yaml");
  private static final Path MINIMAL = Scene.ROOT.resolve("deploy/samples/minimal.yaml");

  private Scene scene;
  private OperatorProcess operator;

  @BeforeEach
  void start() throws IOException {
    scene = new Scene(NODES);
  }

  @AfterEach
  void stop() throws IOException {
    if (operator != null) {
      operator.close();
    }
    scene.close();
  }

  private void run() {
    operator = scene.operator("operator");
    operator.start();
  }

  private void spec(String patch) {
    scene.declared.edit("nodens.dev", "clusterdnses", Declared.NAME, "{\"spec\":" + patch + "}");
  }

  private void awaitRejected(String reason, String part) {
    scene.await(
        "Accepted=False with " + part,
        () ->
            scene.declared.condition("Accepted").equals("False")
                && scene.declared.why("Accepted").startsWith(reason + ": ")
                && scene.declared.why("Accepted").contains(part));
  }

  /// The definition as a later version may have it: one more policy.
  private static ObjectNode laterDefinition() {
    ObjectNode definition = Declared.read(DEFINITION);
    ((ArrayNode) Json.at(specSchema(definition), "drift", "enum")).add("Negotiate");
    return definition;
  }

  /// The definition as an earlier version had it: without `spec.nodeHosts` and `status.drift`.
  private static ObjectNode earlierDefinition() {
    ObjectNode definition = Declared.read(DEFINITION);
    specSchema(definition).remove("nodeHosts");
    ((ObjectNode) Json.at(schema(definition), "status", "properties")).remove("drift");
    return definition;
  }

  private static ObjectNode specSchema(ObjectNode definition) {
    return (ObjectNode) Json.at(schema(definition), "spec", "properties");
  }

  private static ObjectNode schema(ObjectNode definition) {
    return (ObjectNode)
        Json.at(
            Json.at(definition, "spec", "versions").path(0),
            "schema",
            "openAPIV3Schema",
            "properties");
  }

  @Test
  void anUnknownValueOfALaterVersionStopsNothing() {
    scene.declared.apply(laterDefinition());
    scene.declared.apply(MINIMAL);
    spec("{\"drift\":\"Negotiate\"}");
    run();

    awaitRejected("SchemaSkew", "spec.drift: \"Negotiate\" is not one of [");

    spec("{\"drift\":\"Report\"}");
    scene.awaitServed();
    spec("{\"drift\":\"Negotiate\"}");
    awaitRejected("SchemaSkew", "revision 1 serves on");
    assertThat(operator.isReady()).isTrue();
  }

  @Test
  void aSettingThatTheServerCannotReadIsNotRolledOut() {
    scene.declared.apply(MINIMAL);
    run();
    scene.awaitServed();

    spec("{\"settings\":{\"NODENS_RATE_LIMIT\":\"rat=500\"}}");
    awaitRejected("InvalidConfig", "spec.settings.NODENS_RATE_LIMIT: \"rat=500\" is none of rate=");
    awaitRejected("InvalidConfig", "revision 1 serves on");

    spec("{\"settings\":{\"NODENS_RATE_LIMIT\":\"rate=500\"}}");
    scene.await("accepted", () -> scene.declared.condition("Accepted").equals("True"));
  }

  @Test
  void anOldDefinitionMeansThatOnlyTheStatusIsWritten() {
    scene.declared.apply(earlierDefinition());
    scene.declared.apply(MINIMAL);
    var written = new ConcurrentLinkedQueue<String>();
    scene
        .sandbox()
        .server()
        .faults(request -> {
          if (request.agent().equals("operator") && request.isWrite()) {
            written.add(request.method() + " " + request.path());
          }
          return Faults.NOTHING;
        });
    var clock = new SteppedClock();
    operator = scene.operator("operator", clock, Optional.empty());
    operator.start();

    awaitRejected("SchemaSkew", "lacks spec.nodeHosts, status.drift");
    assertThat(written)
        .isNotEmpty()
        .allMatch(write -> write.endsWith("/clusterdnses/cluster/status") || isEvent(write));

    scene.declared.apply(Declared.read(DEFINITION));
    clock.step(Duration.ofMinutes(1));
    scene.awaitServed();
  }

  private static boolean isEvent(String write) {
    return write.startsWith("POST ") && write.endsWith("/events");
  }

  private static final class SteppedClock extends Clock {
    private volatile Duration ahead = Duration.ZERO;

    void step(Duration duration) {
      ahead = ahead.plus(duration);
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void aCorefileOfAMebibyteIsRefusedByTheDefinition() {
    scene.declared.apply(MINIMAL);
    String text = Json.quote(".:53 {\n}\n" + "#".repeat(1 << 20));

    assertThatThrownBy(() -> spec("{\"corefile\":" + text + "}"))
        .isInstanceOf(ApiError.class)
        .hasMessageContaining("spec.corefile")
        .hasMessageContaining("262144");
  }

  @Test
  void tenThousandServerBlocksAreServedAndAFaultInTheLastIsFound() {
    scene.declared.apply(MINIMAL);
    run();
    scene.awaitServed();
    String blocks =
        IntStream.range(0, 9_999)
            .mapToObj("z%d {\nwhoami\n}\n"::formatted)
            .collect(Collectors.joining());
    String ports = ".:53 {\nhealth\nready\nkubernetes cluster.local\n}\n";
    long start = System.nanoTime();

    spec("{\"corefile\":" + Json.quote(ports + blocks) + "}");

    scene.awaitServed();
    System.out.printf(
        "10,000 server blocks (%d KiB): rolled out after %.1f s%n",
        blocks.length() >> 10, (System.nanoTime() - start) / 1e9);
    spec("{\"corefile\":" + Json.quote(ports + blocks + "last {\nwhoamI\n}\n") + "}");
    awaitRejected("UnknownPlugin", "Corefile:30004");
  }

  @Test
  void aCorefileWithNulBytesIsRejectedWithItsLine() {
    scene.declared.apply(MINIMAL);
    run();
    scene.awaitServed();

    spec("{\"corefile\":\".:53 {\\n    whoami\\u0000\\n}\\n\"}");

    awaitRejected("InvalidConfig", ":2");
    assertThat(scene.declared.condition("Available")).isEqualTo("True");
  }

  @Test
  void aNamespaceThatIsBeingDeletedIsNamedAndNotHammered() throws InterruptedException {
    namespace("dns");
    ObjectNode object = Declared.read(MINIMAL);
    object.putObject("spec").put("namespace", "dns");
    scene.declared.apply(object);
    run();
    scene.awaitServed();
    Target namespace = Target.of(type("namespaces"), "", "dns");
    hold(namespace);
    var writes = new ConcurrentLinkedQueue<String>();
    scene
        .sandbox()
        .server()
        .faults(request -> {
          if (request.agent().equals("operator") && request.isWrite()) {
            writes.add(request.path());
          }
          return Faults.NOTHING;
        });

    var _ = scene.resources().delete(namespace, DeleteOptions.DEFAULT);

    scene.await(
        "the status names it",
        () -> scene.declared.why("Degraded").contains("because it is being terminated"));
    long start = System.nanoTime();
    writes.clear();
    TimeUnit.MILLISECONDS.sleep(2500); // the namespace stays as it is; there is nothing to wait for
    double perSecond = writes.size() / ((System.nanoTime() - start) / 1e9);
    System.out.printf("terminating namespace: %.1f writes a second tried%n", perSecond);
    assertThat(perSecond).isLessThan(10);

    release(namespace);
    scene.await("the namespace is gone", () -> scene.resources().find(namespace).isEmpty());
    namespace("dns");
    scene.awaitServed();
  }

  private ResourceType type(String plural) {
    return scene.resources().kinds().require("", plural);
  }

  private void namespace(String name) {
    ObjectNode namespace = Json.object();
    namespace.putObject("metadata").put("name", name);
    var _ =
        scene
            .resources()
            .create(Target.of(type("namespaces"), "", ""), namespace, WriteOptions.by("test"));
  }

  /// Something in it that somebody else has to let go first.
  private void hold(Target namespace) {
    ObjectNode map = Json.object();
    map.putObject("metadata").put("name", "held").putArray("finalizers").add("example.org/held");
    var _ =
        scene
            .resources()
            .create(
                Target.of(type("configmaps"), namespace.name(), ""), map, WriteOptions.by("test"));
  }

  private void release(Target namespace) {
    var _ =
        scene
            .resources()
            .patch(
                Target.of(type("configmaps"), namespace.name(), "held"),
                (schema, live) -> {
                  ((ObjectNode) live.get("metadata")).remove(List.of("finalizers"));
                  return live;
                },
                WriteOptions.by("test"));
  }
}
