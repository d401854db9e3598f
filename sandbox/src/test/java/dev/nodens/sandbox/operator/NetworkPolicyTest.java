package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.Drift;
import dev.nodens.operator.observe.RevisionProbe.Silent;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The NetworkPolicies that the operator keeps, and what it says about those of others.
class NetworkPolicyTest {
  private static final String DENY =
      """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: default-deny, namespace: %s}
      spec: {podSelector: {}, policyTypes: [%s]}
      """;

  private OperatorScene scene;

  @BeforeEach
  void start() throws IOException {
    scene = OperatorScene.start(1);
  }

  @AfterEach
  void stop() throws IOException {
    scene.close();
  }

  private @Nullable NetworkPolicy policy(String namespace, String name) {
    return scene
        .client
        .network()
        .v1()
        .networkPolicies()
        .inNamespace(namespace)
        .withName(name)
        .get();
  }

  @Test
  void theServerPolicyIsKeptAndGoesWhenItIsNotWantedAnyMore() {
    scene.declare("cluster", "{networkPolicy: {ingress: true}}");
    OperatorScene.await("it is there", () -> policy("kube-system", "cluster-dns") != null);

    scene
        .client
        .network()
        .v1()
        .networkPolicies()
        .inNamespace("kube-system")
        .withName("cluster-dns")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager("kubectl-edit")
                .build(),
            "{\"spec\":{\"ingress\":[{\"ports\":[{\"port\":5353,\"protocol\":\"UDP\"}]}]}}");

    OperatorScene.await(
        "its rules are back",
        () -> policy("kube-system", "cluster-dns").getSpec().getIngress().size() == 2);
    ClusterDNSStatus reverted =
        scene.await(
            "cluster", "it is named", s -> OperatorScene.is(s, "WorkloadInSync", "Reverted"));
    assertThat(OperatorScene.condition(reverted, "WorkloadInSync").message())
        .contains("NetworkPolicy kube-system/cluster-dns")
        .contains("kubectl-edit");

    scene.declare("cluster", "{networkPolicy: {ingress: false}}");
    OperatorScene.await("it is gone", () -> policy("kube-system", "cluster-dns") == null);
  }

  @Test
  void clientsAreLetOutOnlyWhereTheyAreShutInAlready() {
    scene.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
    scene.declare("cluster", "{networkPolicy: {clientEgressNamespaces: [shop]}}");

    ClusterDNSStatus warned =
        scene.await(
            "cluster",
            "a warning",
            s -> OperatorScene.condition(s, "Accepted").message().contains("namespace shop"));
    assertThat(OperatorScene.condition(warned, "Accepted").message())
        .contains("would cut them off from everything else");
    assertThat(policy("shop", "cluster-dns-clients")).isNull();

    scene.apply(DENY.formatted("shop", "Egress"));
    OperatorScene.await("clients are let out", () -> policy("shop", "cluster-dns-clients") != null);

    scene
        .client
        .network()
        .v1()
        .networkPolicies()
        .inNamespace("shop")
        .withName("default-deny")
        .delete();
    OperatorScene.await(
        "nothing shuts them in any more, ours neither",
        () -> policy("shop", "cluster-dns-clients") == null);

    scene.apply(DENY.formatted("shop", "Egress"));
    OperatorScene.await("clients are let out", () -> policy("shop", "cluster-dns-clients") != null);
    scene.declare("cluster", "{networkPolicy: {clientEgressNamespaces: []}}");
    OperatorScene.await("nobody asked for it", () -> policy("shop", "cluster-dns-clients") == null);
  }

  @Test
  void podsThatCannotBeAskedBecauseOfAPolicyAreSaidToBe() {
    scene.declare("cluster", "{}");
    scene.awaitReady("cluster");
    scene.stopOperator();
    scene.apply(DENY.formatted("kube-system", "Ingress"));
    scene.startOperator(addresses ->
        addresses.stream()
            .collect(Collectors.toMap(Function.identity(), address -> new Silent("no answer"))));

    ClusterDNSStatus blocked =
        scene.await(
            "cluster", "said so", s -> OperatorScene.is(s, "Degraded", "NetworkPolicyBlocksDNS"));

    for (String type : new String[] {"Degraded", "ConfigServed"}) {
      assertThat(OperatorScene.condition(blocked, type).message())
          .contains("NetworkPolicy kube-system/default-deny selects the DNS pods")
          .contains("spec.networkPolicy.ingress");
    }
    assertThat(OperatorScene.is(blocked, "ConfigServed", "Unverifiable")).isTrue();
    assertThat(blocked.drift().items())
        .anySatisfy(item -> {
          assertThat(item.object()).isEqualTo("NetworkPolicy kube-system/default-deny");
          assertThat(item.severity()).isEqualTo(Drift.Severity.CRITICAL);
          assertThat(item.action()).isEqualTo(Drift.Action.REPORTED);
          assertThat(item.author()).isNotBlank();
        });

    scene.declare("cluster", "{networkPolicy: {ingress: true}}");
    ClusterDNSStatus silent =
        scene.await(
            "cluster",
            "not the policy any more",
            s -> !OperatorScene.is(s, "Degraded", "NetworkPolicyBlocksDNS"));
    assertThat(OperatorScene.is(silent, "ConfigServed", "Unverifiable")).isTrue();
    assertThat(OperatorScene.condition(silent, "ConfigServed").message())
        .contains("look for a firewall");
  }
}
