package dev.nodens.operator.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EgressIsolationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          true  | {podSelector: {}, policyTypes: [Egress]}
          true  | {podSelector: {}, policyTypes: [Ingress, Egress], egress: [{ports: [{port: 443}]}]}
          true  | {podSelector: {}, egress: [{ports: [{port: 443}]}]}
          false | {podSelector: {}, policyTypes: [Ingress]}
          false | {podSelector: {}}
          false | {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}
          false | {podSelector: {matchExpressions: [{key: app, operator: Exists}]}, policyTypes: [Egress]}
          """)
  void aPolicyForDnsMayJoinOnlyOneThatDeniesEgressToAllPods(boolean may, String spec) {
    assertThat(EgressIsolation.problem("apps", List.of(DnsReachTest.policy("p", spec))).isEmpty())
        .isEqualTo(may);
  }

  @Test
  void saysWhichNamespaceIsNotServed() {
    assertThat(EgressIsolation.problem("apps", List.of()))
        .hasValueSatisfying(text ->
            assertThat(text)
                .contains("namespace apps")
                .contains("cut them off")
                .contains("none is kept there"));
  }
}
