package dev.nodens.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// How soon an edit is named in the status with its author, and how soon it is put back: 20 edits
/// of objects in turn, each by somebody else, none of which makes pods roll.
///
/// The operator puts an object back five times at once and then once in ten seconds. So no object
/// is edited more often, and not the Service, which [DriftIT] fights about.
@ExtendWith(Scene.Setter.class)
final class DriftTimesIT {
  private static final int ROUNDS = 5;

  private static final List<Edit> EDITS =
      List.of(
          new Edit("apps/v1", "DaemonSet", "cluster-dns", List.of("spec", "minReadySeconds"), 77),
          new Edit("v1", "ConfigMap", "cluster-node-hosts", List.of("data", "NodeHosts"), "# none"),
          new Edit(
              "rbac.authorization.k8s.io/v1",
              "ClusterRole",
              "nodens:cluster",
              List.of("rules"),
              List.of()),
          new Edit(
              "rbac.authorization.k8s.io/v1",
              "ClusterRoleBinding",
              "nodens:cluster",
              List.of("subjects"),
              List.of(
                  Map.of("kind", "ServiceAccount", "namespace", "kube-system", "name", "nobody"))));

  private final Scene scene;

  DriftTimesIT(Scene scene) {
    this.scene = scene;
  }

  /// A field of an object, and what somebody writes there.
  private record Edit(
      String apiVersion, String kind, String name, List<String> path, Object value) {

    Resource<GenericKubernetesResource> in(Scene scene) {
      var all = scene.client().genericKubernetesResources(apiVersion, kind);
      return kind.startsWith("ClusterRole")
          ? all.withName(name)
          : all.inNamespace(Cluster.DNS_NAMESPACE).withName(name);
    }

    String patch(Scene scene) {
      Object content = value;
      for (String field : path.reversed()) {
        content = Map.of(field, content);
      }
      return scene.client().getKubernetesSerialization().asJson(content);
    }
  }

  @BeforeEach
  @AfterEach
  void everythingIsInOrder() {
    scene.awaitReady();
  }

  @Test
  void everyEditIsNamedAndPutBack() {
    var named = new ArrayList<Long>();
    var back = new ArrayList<Long>();
    for (int i = 0; i < ROUNDS * EDITS.size(); i++) {
      Edit edit = EDITS.get(i % EDITS.size());
      measure(edit, "editor-" + (char) ('a' + i), named, back);
    }

    scene.figure("%d edits, named in the status after %s", named.size(), percentiles(named));
    scene.figure("%d edits, put back after %s", back.size(), percentiles(back));
    assertThat(named).hasSize(ROUNDS * EDITS.size());
    assertThat(back).hasSize(ROUNDS * EDITS.size());
  }

  private void measure(Edit edit, String author, List<Long> named, List<Long> back) {
    int bothBefore = named.size() + back.size();
    Resource<GenericKubernetesResource> object = edit.in(scene);
    var context =
        new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(author)
            .build();
    long start = System.nanoTime();
    object.patch(context, edit.patch(scene));
    boolean isNamed = false;
    boolean isBack = false;
    while (named.size() + back.size() < bothBefore + 2) {
      long millis = (System.nanoTime() - start) / 1_000_000;
      if (!isNamed && scene.shows(item -> String.valueOf(item.author()).contains(author))) {
        isNamed = named.add(millis);
      }
      if (!isBack && !edit.value().equals(value(object.get(), edit.path()))) {
        isBack = back.add(millis);
      }
      if (millis > Scene.PATIENCE.toMillis()) {
        throw new AssertionError(
            "%s %s by %s: named %s, put back %s: %s"
                .formatted(
                    edit.kind(), edit.path(), author, isNamed, isBack, scene.status().drift()));
      }
    }
  }

  private static Object value(GenericKubernetesResource object, List<String> path) {
    Object found = object.get(path.toArray());
    return Objects.requireNonNullElse(found, "");
  }

  private static String percentiles(List<Long> millis) {
    List<Long> sorted = millis.stream().sorted().toList();
    return "p50 %d ms, p99 %d ms (the slowest)"
        .formatted(sorted.get(sorted.size() / 2), sorted.getLast());
  }
}
