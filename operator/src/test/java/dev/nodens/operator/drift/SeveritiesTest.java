package dev.nodens.operator.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.nodens.crd.Drift;
import dev.nodens.crd.Drift.Severity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeveritiesTest {
  @ParameterizedTest
  @CsvSource({
    "ConfigMap, data/Corefile, CRITICAL",
    "ConfigMap, data/NodeHosts, HIGH",
    "ConfigMap, metadata/labels/x, LOW",
    "Service, spec/selector/k8s-app, CRITICAL",
    "Service, spec/internalTrafficPolicy, CRITICAL",
    "Service, spec/sessionAffinity, HIGH",
    "Service, metadata/ownerReferences, HIGH",
    "DaemonSet, spec/template/spec/dnsPolicy, CRITICAL",
    "DaemonSet, spec/template/spec/nodeSelector/a, CRITICAL",
    "DaemonSet, spec/template/spec/tolerations, CRITICAL",
    "DaemonSet, spec/template/spec/priorityClassName, HIGH",
    "DaemonSet, spec/template/metadata/labels/k8s-app, HIGH",
    "DaemonSet, metadata/annotations/x, LOW",
    "ClusterRole, rules, CRITICAL",
    "ServiceAccount, automountServiceAccountToken, HIGH",
  })
  void isAsBadAsItsConsequence(String kind, String path, Severity severity) {
    assertThat(Severities.ofField(kind, FieldPath.of(path.split("/", -1)))).isEqualTo(severity);
  }

  @ParameterizedTest
  @CsvSource({
    "'.:53 {\n  forward . /etc/resolv.conf\n}', LOW",
    "'.:53 {\r\n    forward  .  /etc/resolv.conf\r\n}\r\n', LOW",
    "'# ours\n.:53 {\n    forward . /etc/resolv.conf\n}\n', LOW",
    "'.:53 {\n    forward . 192.0.2.1\n}\n', CRITICAL",
    "'.:53 {\n    forward ./etc/resolv.conf\n}\n', CRITICAL",
  })
  void anEditOfBlanksAndCommentsIsCosmetic(String live, Severity severity) {
    String declared = ".:53 {\n    forward . /etc/resolv.conf\n}\n";
    var difference =
        new Difference(
            FieldPath.of("data", "Corefile"),
            Drift.Type.CHANGED,
            TextNode.valueOf(declared),
            TextNode.valueOf(live.replace("\\r", "\r").replace("\\n", "\n")));

    assertThat(Severities.of("ConfigMap", difference)).isEqualTo(severity);
  }
}
