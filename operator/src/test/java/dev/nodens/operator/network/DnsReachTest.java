package dev.nodens.operator.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.Drift;
import dev.nodens.operator.network.DnsReach.Access;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsReachTest {
  private static final Map<String, String> PODS =
      Map.of("k8s-app", "kube-dns", "nodens.dev/clusterdns", "cluster");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          OPEN       | {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
          OPEN       | {podSelector: {}, policyTypes: [Egress]}
          OPEN       | {podSelector: {matchExpressions: [{key: k8s-app, operator: DoesNotExist}]}, policyTypes: [Ingress]}
          OPEN       | {podSelector: {matchExpressions: [{key: k8s-app, operator: NotIn, values: [kube-dns]}]}, policyTypes: [Ingress]}
          OPEN       | {podSelector: {}, policyTypes: [Ingress], ingress: [{}]}
          OPEN       | {podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 53, protocol: UDP}]}]}
          OPEN       | {podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: dns, protocol: UDP}]}]}
          OPEN       | {podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{protocol: UDP}]}]}
          OPEN       | {podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 50, endPort: 60, protocol: UDP}]}]}
          BLOCKED    | {podSelector: {}, policyTypes: [Ingress]}
          BLOCKED    | {podSelector: {}}
          BLOCKED    | {podSelector: {matchLabels: {k8s-app: kube-dns}}, policyTypes: [Ingress, Egress]}
          BLOCKED    | {podSelector: {matchExpressions: [{key: k8s-app, operator: In, values: [kube-dns]}]}, policyTypes: [Ingress]}
          BLOCKED    | {podSelector: {matchExpressions: [{key: k8s-app, operator: Exists}]}, policyTypes: [Ingress]}
          BLOCKED    | {podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 53, protocol: TCP}, {port: 9153}]}]}
          BLOCKED    | {podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 53}]}]}
          BLOCKED    | {podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 54, endPort: 60, protocol: UDP}]}]}
          BLOCKED    | {podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: dns-tcp, protocol: UDP}]}]}
          RESTRICTED | {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 53, protocol: UDP}]}]}
          RESTRICTED | {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}
          """)
  void saysWhatOnePolicyDoesToQueries(Access access, String spec) {
    assertThat(DnsReach.of(List.of(policy("p", spec)), PODS, List.of("dns")).access())
        .isEqualTo(access);
  }

  @Test
  void whatOneOfSeveralPoliciesLetsInIsIn() {
    List<NetworkPolicy> policies = new ArrayList<>();
    policies.add(policy("default-deny", "{podSelector: {}, policyTypes: [Ingress]}"));
    DnsReach blocked = DnsReach.of(policies, PODS, List.of("dns"));
    policies.add(
        policy(
            "allow-dns",
            "{podSelector: {matchLabels: {k8s-app: kube-dns}}, policyTypes: [Ingress], ingress: [{ports: [{port: 53, protocol: UDP}]}]}"));

    assertThat(blocked.access()).isEqualTo(Access.BLOCKED);
    assertThat(blocked.trouble())
        .hasValueSatisfying(text ->
            assertThat(text)
                .startsWith("NetworkPolicy kube-system/default-deny selects the DNS pods")
                .contains("spec.networkPolicy.ingress"));
    assertThat(DnsReach.of(policies, PODS, List.of("dns")).trouble()).isEmpty();
  }

  @Test
  void policiesThatLetNobodyAskAreFindingsAndOthersAreNot() {
    NetworkPolicy deny = policy("default-deny", "{podSelector: {}, policyTypes: [Ingress]}");
    deny.getMetadata()
        .setManagedFields(
            List.of(
                new ManagedFieldsEntryBuilder()
                    .withManager("argocd-controller")
                    .withOperation("Apply")
                    .withTime("2026-01-01T12:00:00Z")
                    .build()));
    NetworkPolicy some =
        policy(
            "some",
            "{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}");

    assertThat(BlockingPolicies.findings(List.of(deny), PODS, List.of("dns")))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.key()).hasToString("NetworkPolicy kube-system/default-deny");
          assertThat(finding.author()).contains("argocd-controller (Apply)");
          assertThat(finding.action()).isEqualTo(Drift.Action.REPORTED);
        });
    assertThat(BlockingPolicies.findings(List.of(deny, some), PODS, List.of("dns"))).isEmpty();
    assertThat(BlockingPolicies.findings(List.of(deny), Map.of("app", "web"), List.of("dns")))
        .as("it selects every pod")
        .hasSize(1);
  }

  @Test
  void withoutPoliciesEverybodyMayAsk() {
    assertThat(DnsReach.of(List.of(), PODS, List.of("dns")))
        .isEqualTo(new DnsReach(Access.OPEN, List.of()));
  }

  static NetworkPolicy policy(String name, String spec) {
    return Serialization.unmarshal(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: %s, namespace: kube-system}\nspec: %s\n"
            .formatted(name, spec),
        NetworkPolicy.class);
  }
}
