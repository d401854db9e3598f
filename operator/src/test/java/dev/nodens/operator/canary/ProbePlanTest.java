package dev.nodens.operator.canary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.operator.Json;
import dev.nodens.operator.observe.Prober.Reply;
import dev.nodens.operator.observe.Prober.Result;
import dev.nodens.operator.observe.Prober.Transport;
import dev.nodens.operator.plan.ClusterFacts;
import dev.nodens.operator.plan.ClusterFacts.Address;
import dev.nodens.operator.plan.ClusterFacts.NodeFacts;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.plan.Planner;
import dev.nodens.operator.validate.StaticChecks;
import dev.nodens.wire.Rcode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbePlanTest {
  @Test
  void everyRevisionIsAskedForItsHashAndTheApiServersName() throws Exception {
    assertThat(probes("{}", "10.96.0.10"))
        .containsExactly(
            "revision revision.nodens. TXT",
            "cluster name kubernetes.default.svc.cluster.local. A");
  }

  @Test
  void anIpv6ServiceIsAskedForItsAddress() throws Exception {
    assertThat(probes("{clusterDomain: k8s.example}", "fd00::a"))
        .contains("cluster name kubernetes.default.svc.k8s.example. AAAA");
  }

  @Test
  void nodeHostsStubZonesAndDeclaredUpstreamsAreAskedForToo() throws Exception {
    assertThat(
            probes(
                "{nodeHosts: {enabled: true}, config: {upstreams: {servers: [{address: 192.0.2.1}]}, stubZones: [{name: corp.example, servers: [{address: 192.0.2.2}]}]}}",
                "10.96.0.10"))
        .containsExactly(
            "revision revision.nodens. TXT",
            "cluster name kubernetes.default.svc.cluster.local. A",
            "node host node-1. A",
            "stub zone corp.example. SOA",
            "upstream . NS");
  }

  @Test
  void ofManyStubZonesTheNewOnesAreAskedFor() throws Exception {
    String base = ".:53 {\n    kubernetes cluster.local\n}\n";
    Plan old = plan(corefile(base + stubs(0, 39)), "10.96.0.10");
    Plan now = plan(corefile(base + stubs(0, 40)), "10.96.0.10");

    List<String> asked =
        ProbePlan.of(now, StaticChecks.read(now.revision().text()), read(old)).probes().stream()
            .map(Object::toString)
            .toList();

    assertThat(asked).hasSize(2 + ProbePlan.MOST_STUB_ZONES);
    assertThat(asked.get(2)).isEqualTo("stub zone z39.example. SOA");
  }

  @Test
  void theReverseNameFollowsFromTheAnswerIfTheClusterAnswersIt() throws Exception {
    assertThat(reverse("{}", "10.96.0.1")).contains("reverse name 1.0.96.10.in-addr.arpa. PTR");
    assertThat(reverse("{}", "fd00:0:0:0:0:0:0:1"))
        .contains(
            "reverse name 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa. PTR");
    assertThat(reverse("{config: {kubernetes: {reverseZones: []}}}", "10.96.0.1")).isEmpty();
  }

  private static Optional<String> reverse(String yaml, String address) throws Exception {
    Plan plan = plan(yaml, "10.96.0.10");
    ProbePlan probes = ProbePlan.of(plan, read(plan), Optional.empty());
    var answer = new Reply.Answer(Rcode.NOERROR, List.of(address));
    return probes
        .reverse(List.of(new Result(probes.probes().get(1), Transport.UDP, answer)))
        .map(Object::toString);
  }

  private static String stubs(int from, int to) {
    var text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append("z%d.example:53 {\n    forward z%d.example 192.0.2.1\n}\n".formatted(i, i));
    }
    return text.toString();
  }

  private static String corefile(String text) throws Exception {
    return "{corefile: " + new ObjectMapper().writeValueAsString(text) + "}";
  }

  private static List<String> probes(String yaml, String serviceAddress) throws Exception {
    Plan plan = plan(yaml, serviceAddress);
    return ProbePlan.of(plan, read(plan), Optional.empty()).probes().stream()
        .map(Object::toString)
        .toList();
  }

  private static Optional<dev.nodens.core.config.Configuration> read(Plan plan) {
    return StaticChecks.read(plan.revision().text());
  }

  private static Plan plan(String yaml, String serviceAddress) throws Exception {
    var node = new NodeFacts("node-1", List.of(new Address("InternalIP", "10.0.0.1")));
    return new Planner("image:1")
        .plan(
            "c",
            new ObjectMapper().treeToValue(Json.of(yaml), ClusterDNSSpec.class),
            new ClusterFacts(36, serviceAddress, null, null, List.of(node), List.of(), null));
  }
}
