package dev.nodens.operator.drift;

import static org.assertj.core.api.Assertions.assertThat;

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
    "DaemonSet, spec/template/spec/priorityClassName, HIGH",
    "DaemonSet, spec/template/metadata/labels/k8s-app, HIGH",
    "DaemonSet, metadata/annotations/x, LOW",
    "ClusterRole, rules, CRITICAL",
    "ServiceAccount, automountServiceAccountToken, HIGH",
  })
  void isAsBadAsItsConsequence(String kind, String path, Severity severity) {
    assertThat(Severities.ofField(kind, FieldPath.of(path.split("/", -1)))).isEqualTo(severity);
  }
}
