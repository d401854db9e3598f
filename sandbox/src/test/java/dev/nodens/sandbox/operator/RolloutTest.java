package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.operator.OperatorProcess;
import dev.nodens.sandbox.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Revisions from their declaration to the last node, with the real operator: proven, rolled,
/// refused, gone back from.
class RolloutTest {
  private static final int NODES = 3;
  private static final String GROUP = "nodens.dev";
  private static final String PLURAL = "clusterdnses";

  /// It passes every check before it runs, but nobody answers cluster names.
  private static final String UNRESOLVING =
      """
      .:53 {
          health
          ready
          forward . 192.0.2.1
      }
      """;

  private Scene scene;
  private OperatorProcess operator;

  @BeforeEach
  void start() throws IOException {
    scene = new Scene(NODES);
    scene.declared.apply(Scene.ROOT.resolve("deploy/samples/minimal.yaml"));
    operator = scene.operator("first", scene.clock, Optional.empty());
    operator.start();
    scene.awaitServed();
  }

  @AfterEach
  void stop() throws IOException {
    operator.close();
    scene.close();
  }

  @Test
  void aGoodChangeIsProvenRolledVerifiedAndWrittenDown() {
    assertThat(numbers()).containsExactly(1L);
    assertThat(phase()).isEqualTo("Complete");

    scene.declareHost("good.example");
    scene.await("revision 2 is proven", () -> phase().equals("Complete") && serving() == 2);
    scene.awaitServed();
    scene.await(
        "it is said after it is written down", () -> events().getLast().equals("RolloutCompleted"));

    assertThat(events()).containsSubsequence("CanaryStarted", "RolloutStarted", "RolloutCompleted");
    assertThat(canaries()).isEmpty();
    JsonNode newest = Json.at(scene.declared.status(), "history").path(0);
    assertThat(Json.text(newest, "outcome")).isEqualTo("Active");
    assertThat(Json.text(newest, "author")).isEqualTo("kubectl-edit (Update)");
    assertThat(Json.text(newest, "source")).isEqualTo("Config");
    assertThat(outcome(1)).isEqualTo("Succeeded");
    assertThat(Json.at(scene.declared.status(), "lastGoodRevision", "number").asInt()).isEqualTo(2);
  }

  @Test
  void aRevisionThatDoesNotResolveNeverReachesAServingPod() {
    long generation = templateGeneration();

    declare(Json.object().put("corefile", UNRESOLVING));
    scene.await("the canary fails", () -> phase().equals("Halted"));

    assertThat(scene.declared.condition("Accepted")).isEqualTo("True");
    assertThat(scene.declared.why("Progressing"))
        .startsWith("CanaryFailed: The canary of revision 2 failed: on node-")
        .contains("cluster name kubernetes.default.svc.cluster.local. A over UDP: SERVFAIL")
        .contains("revision 1 serves on");
    assertThat(scene.declared.condition("ConfigServed")).isEqualTo("False");
    assertThat(scene.declared.condition("Ready")).isEqualTo("False");
    assertThat(serving()).isEqualTo(1);
    assertThat(outcome(2)).isEqualTo("RolledBack");
    assertThat(templateGeneration()).isEqualTo(generation);
    scene.await("no canary pod is left", () -> canaries().isEmpty());

    declare(Json.object().putNull("corefile"));
    scene.awaitServed();
    assertThat(serving()).isEqualTo(1);
    assertThat(templateGeneration()).isEqualTo(generation);
  }

  @Test
  void aRollThatGetsStuckGoesBackAndIsNotTriedAgain() {
    ObjectNode change = Json.object().put("image", "nodens/dns-server:missing");
    change.putObject("rollout").put("canary", "Disabled").put("progressDeadlineSeconds", 20);

    declare(change);
    scene.await("the roll is stuck", () -> phase().equals("Rolling") && serving() == 2);
    scene.await("it is undone", () -> phase().equals("Halted"));

    assertThat(scene.declared.why("Progressing"))
        .startsWith("RolledBack: Revision 2 is not rolled out, without progress for 20 s")
        .contains("ImagePullBackOff")
        .contains("revision 1 serves again");
    assertThat(image()).isEqualTo("nodens/dns-server:test");
    assertThat(serving()).isEqualTo(1);
    assertThat(outcome(2)).isEqualTo("RolledBack");
    assertThat(ready()).isEqualTo(NODES);
    long generation = templateGeneration();
    Awaitility.await("the same declaration is not rolled again")
        .during(Duration.ofSeconds(1))
        .atMost(Scene.PATIENCE)
        .until(() -> templateGeneration() == generation && phase().equals("Halted"));
  }

  @Test
  void rollbackToBringsAnEarlierRevisionBackWithItsPods() {
    String first = Json.text(revision(), "name");
    ObjectNode change = Json.object().put("image", "nodens/dns-server:newer");
    declare(change);
    scene.await("revision 2 is rolled", () -> phase().equals("Complete") && serving() == 2);
    assertThat(image()).isEqualTo("nodens/dns-server:newer");

    declare(Json.object().put("rollbackTo", 99));
    scene.await("99 is refused", () -> scene.declared.condition("Accepted").equals("False"));
    assertThat(scene.declared.why("Accepted"))
        .isEqualTo(
            "RevisionNotFound: spec.rollbackTo is 99, but status.history has 2, 1; name one of these, or remove the field; revision 2 serves on");

    declare(Json.object().put("rollbackTo", 1));
    scene.await("revision 1 is back", () -> phase().equals("Complete") && serving() == 3);
    assertThat(Json.text(revision(), "name")).isEqualTo(first);
    assertThat(Json.text(revision(), "source")).isEqualTo("Rollback");
    assertThat(image()).isEqualTo("nodens/dns-server:test");
    assertThat(numbers()).containsExactly(3L, 2L, 1L);

    declare(Json.object().putNull("rollbackTo"));
    scene.await(
        "the declaration counts again",
        () -> phase().equals("Complete") && image().equals("nodens/dns-server:newer"));
  }

  @Test
  void anOperatorThatStartsInTheMiddleOfACanaryEndsItAndCleansUp() {
    declare(Json.object().put("corefile", UNRESOLVING));
    scene.await("a canary pod exists", () -> !canaries().isEmpty());
    operator.close();

    operator = scene.operator("second", scene.clock, Optional.empty());
    operator.start();

    scene.await("the canary fails", () -> phase().equals("Halted"));
    assertThat(scene.declared.why("Progressing")).startsWith("CanaryFailed");
    assertThat(serving()).isEqualTo(1);
    scene.await("no canary pod is left", () -> canaries().isEmpty());
    assertThat(ready()).isEqualTo(NODES);
  }

  @Test
  void kubectlRolloutUndoIsDriftAndOldRevisionsGoOnlyWhenNothingNamesThem() {
    ObjectNode few = Json.object().put("revisionHistoryLimit", 1);
    few.putObject("rollout").put("canary", "Disabled");
    declare(few);
    for (int i = 2; i <= 4; i++) {
      int number = i;
      scene.declareHost("host-" + i + ".example");
      scene.await("revision " + i, () -> phase().equals("Complete") && serving() == number);
    }
    scene.awaitServed();
    assertThat(numbers()).startsWith(4L, 3L).doesNotContain(1L);
    for (ObjectNode revision : all("apps", "controllerrevisions")) {
      String id = Json.text(revision, "metadata", "labels", "nodens.dev/revision");
      assertThat(scene.declared.get("", "configmaps", "cluster-" + id)).as(id).isNotEmpty();
    }

    String label = "nodens.dev/revision";
    String now = template().path("metadata").path("labels").path(label).asText();
    scene.declared.edit(
        "apps",
        "daemonsets",
        "cluster-dns",
        "{\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"%s\":\"undone\"}}}}}"
            .formatted(label));
    scene.await(
        "the undo is undone",
        () -> template().path("metadata").path("labels").path(label).asText().equals(now));
    scene.await(
        "and named",
        () ->
            Json.at(scene.declared.status(), "drift", "items").toString().contains("kubectl-edit"));
  }

  private void declare(ObjectNode spec) {
    ObjectNode patch = Json.object();
    patch.set("spec", spec);
    scene.declared.edit(GROUP, PLURAL, "cluster", patch.toString());
  }

  private String phase() {
    return isCurrent() ? Json.text(scene.declared.status(), "rollout", "phase") : "";
  }

  private boolean isCurrent() {
    return Json.at(scene.declared.status(), "observedGeneration").asLong()
        == scene.declared.generation();
  }

  private JsonNode revision() {
    return Json.at(scene.declared.status(), "revision");
  }

  private long serving() {
    return Json.at(revision(), "number").asLong();
  }

  private List<Long> numbers() {
    List<Long> numbers = new ArrayList<>();
    Json.at(scene.declared.status(), "history")
        .forEach(r -> numbers.add(r.path("number").asLong()));
    return numbers;
  }

  private String outcome(long number) {
    for (JsonNode revision : Json.at(scene.declared.status(), "history")) {
      if (revision.path("number").asLong() == number) {
        return Json.text(revision, "outcome");
      }
    }
    return "";
  }

  private JsonNode template() {
    return Json.at(scene.declared.get("apps", "daemonsets", "cluster-dns"), "spec", "template");
  }

  private String image() {
    return Json.text(template().path("spec").path("containers").path(0), "image");
  }

  private long templateGeneration() {
    return Json.at(
            scene.declared.get("apps", "daemonsets", "cluster-dns"), "metadata", "generation")
        .asLong();
  }

  private int ready() {
    return Json.at(scene.declared.get("apps", "daemonsets", "cluster-dns"), "status", "numberReady")
        .asInt();
  }

  private List<String> canaries() {
    return all("", "pods").stream()
        .map(pod -> Json.text(pod, "metadata", "name"))
        .filter(name -> name.contains("-canary-"))
        .toList();
  }

  /// Reasons of the Events, oldest first.
  private List<String> events() {
    return all("events.k8s.io", "events").stream()
        .sorted(Comparator.comparing(event -> Json.text(event, "eventTime")))
        .map(event -> Json.text(event, "reason"))
        .toList();
  }

  private List<ObjectNode> all(String group, String plural) {
    return scene.objects(group, plural);
  }
}
