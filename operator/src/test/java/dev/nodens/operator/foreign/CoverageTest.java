package dev.nodens.operator.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.operator.plan.ClusterFacts;
import dev.nodens.operator.plan.InvalidDeclaration;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.plan.Planner;
import dev.nodens.operator.render.Renderer;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoverageTest {
  private static final List<Node> NODES =
      List.of(
          node(
              "control",
              "linux, zone: a",
              "{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}"),
          node("worker", "linux, zone: b", ""),
          node(
              "cordoned",
              "linux, zone: b",
              "{key: node.kubernetes.io/unschedulable, effect: NoSchedule}"),
          node("gpu", "linux", "{key: dedicated, value: gpu, effect: NoSchedule}"),
          node("windows", "windows", ""));

  @Test
  void theDeclaredDaemonSetLosesNoNode() throws InvalidDeclaration {
    assertThat(Coverage.lost(plan(), live(), NODES)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tolerations: []                                          | 2: without control",
        "tolerations: [{operator: Exists}]                        | ''",
        "tolerations: [{key: node-role.kubernetes.io/control-plane}] | ''",
        "nodeSelector: {zone: b}                                  | 2: without control",
        "nodeSelector: {zone: c}                                  | 0: without control, cordoned, worker",
        "{key: zone, operator: NotIn, values: [b]}                | 1: without cordoned, worker",
        "{key: zone, operator: Exists}                            | ''",
      })
  void saysWhichNodesAnEditTakesDnsAwayFrom(String edit, String found) throws InvalidDeclaration {
    DaemonSet live = live();
    var spec = live.getSpec().getTemplate().getSpec();
    var change =
        Serialization.unmarshal(
            edit.startsWith("{key")
                ? "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: ["
                    + edit
                    + "]}]}}}"
                : edit,
            io.fabric8.kubernetes.api.model.PodSpec.class);
    if (edit.startsWith("tolerations")) {
      spec.setTolerations(change.getTolerations());
    } else if (edit.startsWith("nodeSelector")) {
      spec.setNodeSelector(change.getNodeSelector());
    } else {
      spec.setAffinity(change.getAffinity());
    }

    assertThat(
            Coverage.lost(plan(), live, NODES).map(finding -> finding.live().orElse("")).orElse(""))
        .isEqualTo(found);
  }

  private static Node node(String name, String os, String taint) {
    return Serialization.unmarshal(
        "---\n{metadata: {name: %s, labels: {kubernetes.io/os: %s}}, spec: {taints: [%s]}}"
            .formatted(name, os, taint),
        Node.class);
  }

  private static Plan plan() throws InvalidDeclaration {
    return new Planner("image:1")
        .plan(
            "c",
            ClusterDNSSpec.defaults(),
            new ClusterFacts(36, "10.96.0.10", null, null, List.of(), List.of(), null));
  }

  private static DaemonSet live() throws InvalidDeclaration {
    return Renderer.render(plan()).stream()
        .filter(DaemonSet.class::isInstance)
        .map(DaemonSet.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
