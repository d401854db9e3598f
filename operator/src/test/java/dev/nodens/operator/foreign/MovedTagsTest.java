package dev.nodens.operator.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.operator.apply.Finding;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class MovedTagsTest {
  @Test
  void theFewThatRunSomethingElseAreNamed() {
    assertThat(
            MovedTags.among(
                List.of(
                    pod("a", "dns:1", "sha256:1"),
                    pod("b", "dns:1", "sha256:2"),
                    pod("c", "dns:1", "sha256:1")),
                node -> "amd64"))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.key()).hasToString("Pod kube-system/b");
          assertThat(finding.declared()).contains("sha256:1");
          assertThat(finding.live()).contains("sha256:2");
        });
  }

  @Test
  void otherTagsOtherArchitecturesAndPodsThatDoNotRunYetAreNotCompared() {
    List<Pod> pods =
        List.of(
            pod("a", "dns:1", "sha256:1"),
            pod("b", "dns:2", "sha256:2"),
            pod("arm", "dns:1", "sha256:3"),
            pod("d", "dns:1", ""));

    assertThat(MovedTags.among(pods, node -> node.equals("node-arm") ? "arm64" : "amd64"))
        .extracting(Finding::path)
        .isEmpty();
  }

  private static Pod pod(String name, String image, String id) {
    return Serialization.unmarshal(
        "---\n{apiVersion: v1, kind: Pod, metadata: {name: %s, namespace: kube-system}, spec: {nodeName: node-%s}, status: {containerStatuses: [{name: dns-server, image: '%s', imageID: '%s'}]}}"
            .formatted(name, name, image, id),
        Pod.class);
  }
}
