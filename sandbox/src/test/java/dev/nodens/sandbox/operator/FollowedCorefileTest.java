package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.Drift;
import dev.nodens.operator.plan.Canonical;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.KeyToPath;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A Corefile that somebody else keeps, the way k3s keeps its own and the way Git does.
class FollowedCorefileTest {
  private static final String K3S = "deploy@k3s-server-1";
  private static final String FOLLOW =
      "{corefileFrom: {configMap: {name: coredns, nodeHostsKey: NodeHosts}, customConfigMap: {name: coredns-custom}}}";
  private static final String COREFILE =
      """
      .:53 {
          errors
          health
          ready
          kubernetes cluster.local in-addr.arpa ip6.arpa {
              pods insecure
              fallthrough in-addr.arpa ip6.arpa
          }
          hosts /etc/coredns/NodeHosts {
              ttl 60
              reload 15s
              fallthrough
          }
          prometheus :9153
          cache 30
          loop
          reload
          loadbalance
          import /etc/coredns/custom/*.override
          forward . /etc/resolv.conf
      }
      import /etc/coredns/custom/*.server
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

  private void source(String corefile, String nodeHosts, String manager) {
    scene.configMap(
        OperatorScene.NAMESPACE,
        "coredns",
        Map.of("Corefile", corefile, "NodeHosts", nodeHosts),
        manager);
  }

  private void custom(Map<String, String> fragments) {
    scene.configMap(OperatorScene.NAMESPACE, "coredns-custom", fragments, "helm");
  }

  private ConfigMap revision(ClusterDNSStatus status) {
    return scene.map(status.revision().name());
  }

  private long workloadGeneration() {
    return scene.workload("cluster").getMetadata().getGeneration();
  }

  /// Waits until a revision is in force; that it rolls is shown elsewhere.
  private ClusterDNSStatus awaitRevision(long number) {
    return scene.await(
        "cluster",
        "revision " + number,
        status ->
            OperatorScene.is(status, "Accepted", "Valid")
                && status.revision() != null
                && status.revision().number() == number);
  }

  @Test
  void everyChangeBecomesARevisionAndShowsWhoMadeIt() {
    source(COREFILE, "192.0.2.1 server-1\n", K3S);
    scene.declare("cluster", FOLLOW);

    ClusterDNSStatus first = scene.awaitReady("cluster");
    assertThat(first.source().object()).isEqualTo("ConfigMap kube-system/coredns");
    assertThat(first.source().hash()).isEqualTo(Canonical.hash(COREFILE));
    assertThat(first.source().author()).isEqualTo(K3S + " (Apply)");
    assertThat(first.source().changedAt()).isNotBlank();
    assertThat(first.revision().hash()).isEqualTo(Canonical.hash(COREFILE));
    assertThat(revision(first).getData()).isEqualTo(Map.of("Corefile", COREFILE));
    assertThat(scene.map("cluster-node-hosts").getData())
        .isEqualTo(Map.of("NodeHosts", "192.0.2.1 server-1\n"));

    source(COREFILE.replace("cache 30", "cache 60"), "192.0.2.1 server-1\n", "kubectl-edit");

    ClusterDNSStatus second = awaitRevision(2);
    assertThat(second.source().author()).isEqualTo("kubectl-edit (Apply)");
    assertThat(revision(second).getData().get("Corefile")).contains("cache 60");
  }

  @Test
  void fragmentsBelongToTheRevisionAndAreMountedWhereTheCorefileLooksForThem() {
    source(COREFILE, "", K3S);
    String override = "log\n";
    String server = "corp.example:53 {\n    forward . 192.0.2.53\n}\n";
    custom(Map.of("log.override", override, "corp.server", server, "notes.txt", "not imported"));
    scene.declare("cluster", FOLLOW);

    ClusterDNSStatus status = scene.awaitReady("cluster");

    assertThat(status.revision().hash()).isEqualTo(Canonical.hash(COREFILE + override + server));
    assertThat(revision(status).getData())
        .isEqualTo(
            Map.of(
                "Corefile",
                COREFILE,
                "custom.log.override",
                override,
                "custom.corp.server",
                server));
    assertThat(
            scene.workload("cluster").getSpec().getTemplate().getSpec().getVolumes().stream()
                .filter(volume -> volume.getProjected() != null)
                .flatMap(volume -> volume.getProjected().getSources().stream())
                .filter(part -> part.getConfigMap() != null)
                .flatMap(part -> part.getConfigMap().getItems().stream())
                .map(KeyToPath::getPath))
        .contains("Corefile", "custom/log.override", "custom/corp.server");

    custom(Map.of("log.override", "log\nnonsense\n", "corp.server", server));

    ClusterDNSStatus rejected =
        scene.await(
            "cluster", "rejected", found -> OperatorScene.is(found, "Accepted", "UnknownPlugin"));
    assertThat(OperatorScene.condition(rejected, "Accepted").message())
        .contains("/etc/coredns/custom/log.override:2")
        .contains("nonsense")
        .contains("revision 1 serves on");

    custom(Map.of("corp.server", server));

    assertThat(awaitRevision(2).revision().hash()).isEqualTo(Canonical.hash(COREFILE + server));
  }

  @Test
  void aBrokenSourceIsRejectedWithFileAndLineAndTheLastRevisionServesOn() {
    source(COREFILE, "", K3S);
    scene.declare("cluster", FOLLOW);
    ClusterDNSStatus before = awaitRevision(1);
    long generation = workloadGeneration();

    source(COREFILE.replace("prometheus :9153", "prometeus :9153"), "", "kubectl-edit");

    ClusterDNSStatus rejected =
        scene.await(
            "cluster", "rejected", found -> OperatorScene.is(found, "Accepted", "UnknownPlugin"));
    assertThat(OperatorScene.condition(rejected, "Accepted").message())
        .contains("ConfigMap kube-system/coredns: Corefile:14")
        .contains("prometeus");
    assertThat(rejected.revision().name()).isEqualTo(before.revision().name());
    assertThat(workloadGeneration()).isEqualTo(generation);
  }

  @Test
  void nodeNamesFlowOutsideTheRevision() {
    source(COREFILE, "192.0.2.1 server-1\n", K3S);
    scene.declare("cluster", FOLLOW);
    awaitRevision(1);
    long generation = workloadGeneration();
    String both = "192.0.2.1 server-1\n2001:db8::2 agent-1\n";

    source(COREFILE, both, K3S);

    OperatorScene.await(
        "the new node", () -> scene.map("cluster-node-hosts").getData().containsValue(both));
    assertThat(scene.status("cluster").revision().number()).isEqualTo(1);
    assertThat(workloadGeneration()).isEqualTo(generation);
  }

  @Test
  void whileTheSourceIsMissingTheLastRevisionServesOnAlsoAfterARestartOfTheOperator() {
    source(COREFILE, "192.0.2.1 server-1\n", K3S);
    custom(Map.of("a.override", "log\n"));
    scene.declare("cluster", FOLLOW);
    ClusterDNSStatus before = awaitRevision(1);
    scene.awaitReady("cluster");
    List<String> pods = scene.podUids("cluster");

    scene.client.configMaps().inNamespace("kube-system").withName("coredns").delete();
    ClusterDNSStatus missing =
        scene.await(
            "cluster", "missing", s -> OperatorScene.is(s, "Accepted", "ReferenceNotFound"));
    assertThat(OperatorScene.condition(missing, "Accepted").message())
        .contains("ConfigMap kube-system/coredns")
        .contains("does not exist")
        .contains("revision 1 serves on");
    scene.stopOperator();
    scene.client.configMaps().inNamespace("kube-system").withName("coredns-custom").delete();
    scene.client.services().inNamespace("kube-system").withName("kube-dns").delete();
    scene.startOperator();

    OperatorScene.await(
        "the Service comes back",
        () ->
            scene.client.services().inNamespace("kube-system").withName("kube-dns").get() != null);
    assertThat(scene.map(before.revision().name()).getData()).containsKey("custom.a.override");
    assertThat(scene.map("cluster-node-hosts").getData())
        .isEqualTo(Map.of("NodeHosts", "192.0.2.1 server-1\n"));
    assertThat(scene.podUids("cluster")).isEqualTo(pods);

    source(COREFILE, "192.0.2.1 server-1\n", K3S);
    scene.await("cluster", "accepted again", s -> OperatorScene.is(s, "Accepted", "Valid"));
  }

  @Test
  void aSourceThatLosesItsNodeNamesDoesNotTakeThemFromTheNodes() {
    source(COREFILE, "192.0.2.1 server-1\n", K3S);
    scene.declare("cluster", FOLLOW);
    awaitRevision(1);

    scene.configMap(
        "kube-system", "coredns", Map.of("Corefile", COREFILE.replace("30", "31")), K3S);

    awaitRevision(2);
    assertThat(scene.map("cluster-node-hosts").getData())
        .isEqualTo(Map.of("NodeHosts", "192.0.2.1 server-1\n"));
  }

  @Test
  void withAnExpectedHashAChangeOutsideGitIsNamedAndNotRolled() {
    source(COREFILE, "", "argocd-controller");
    String follow =
        "{corefileFrom: {configMap: {name: coredns}, expectedHash: %s}, nodeHosts: {enabled: true}}";
    scene.declare("cluster", follow.formatted(Canonical.hash(COREFILE)));
    ClusterDNSStatus before = awaitRevision(1);
    assertThat(before.source().expectedHash()).isNull();
    long generation = workloadGeneration();
    String changed = COREFILE.replace("cache 30", "cache 5");

    source(changed, "", "kubectl-edit");

    ClusterDNSStatus drifted =
        scene.await(
            "cluster", "drift", s -> OperatorScene.is(s, "ConfigMapInSync", "CorefileChanged"));
    assertThat(drifted.drift().state()).isEqualTo(Drift.State.DRIFTED);
    assertThat(drifted.drift().items())
        .singleElement()
        .satisfies(item -> {
          assertThat(item.object()).isEqualTo("ConfigMap kube-system/coredns");
          assertThat(item.path()).isEqualTo("/data/Corefile");
          assertThat(item.author()).isEqualTo("kubectl-edit (Apply)");
          assertThat(item.action()).isEqualTo(Drift.Action.REPORTED);
        });
    assertThat(drifted.source().hash()).isEqualTo(Canonical.hash(changed));
    assertThat(drifted.source().expectedHash()).isEqualTo(Canonical.hash(COREFILE));
    assertThat(OperatorScene.is(drifted, "Accepted", "Valid")).isTrue();
    assertThat(drifted.revision().number()).isEqualTo(1);
    assertThat(workloadGeneration()).isEqualTo(generation);

    scene.declare("cluster", follow.formatted(Canonical.hash(changed)));

    ClusterDNSStatus moved = awaitRevision(2);
    assertThat(moved.revision().hash()).isEqualTo(Canonical.hash(changed));
    assertThat(moved.drift().state()).isEqualTo(Drift.State.IN_SYNC);

    scene.declare("cluster", follow.formatted(Canonical.hash(COREFILE)));

    assertThat(awaitRevision(3).revision().hash())
        .as("the hash that was moved back names a revision that is kept")
        .isEqualTo(Canonical.hash(COREFILE));
  }

  @Test
  void anExpectedHashThatNobodyHasIsSaidSo() {
    source(COREFILE, "", K3S);
    scene.declare(
        "cluster",
        "{corefileFrom: {configMap: {name: coredns}, expectedHash: %s}}".formatted("0".repeat(64)));

    ClusterDNSStatus status =
        scene.await("cluster", "rejected", s -> OperatorScene.is(s, "Accepted", "SourceChanged"));

    assertThat(OperatorScene.condition(status, "Accepted").message())
        .contains(Canonical.hash(COREFILE))
        .contains("0".repeat(64))
        .contains("nothing was written");
    assertThat(scene.workload("cluster")).isNull();
  }

  @Test
  void aSourceInAnotherNamespaceIsWatchedToo() {
    scene.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: platform}\n");
    String corefile = ".:53 {\n    health\n    ready\n    kubernetes cluster.local\n}\n";
    Map<String, String> data = new HashMap<>(Map.of("dns.conf", corefile));
    scene.declare(
        "cluster", "{corefileFrom: {configMap: {namespace: platform, name: dns, key: dns.conf}}}");
    scene.await("cluster", "missing", s -> OperatorScene.is(s, "Accepted", "ReferenceNotFound"));

    scene.configMap("platform", "dns", data, "flux");
    assertThat(awaitRevision(1).source().object()).isEqualTo("ConfigMap platform/dns");

    data.put("dns.conf", corefile.replace("health", "errors\n    health"));
    scene.configMap("platform", "dns", data, "flux");
    assertThat(awaitRevision(2).source().author()).isEqualTo("flux (Apply)");

    data.remove("dns.conf");
    data.put("other", "");
    scene.configMap("platform", "dns", data, "flux");
    ClusterDNSStatus missing =
        scene.await("cluster", "no key", s -> OperatorScene.is(s, "Accepted", "ReferenceNotFound"));
    assertThat(OperatorScene.condition(missing, "Accepted").message())
        .contains("has no key dns.conf, only [other]");
  }
}
