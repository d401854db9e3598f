package dev.nodens.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// What a pod gets for the names it asks for, on each node, through the address of the DNS Service.
@ExtendWith(Scene.Setter.class)
@ParameterizedClass
@ValueSource(strings = {"node-1", "node-2"})
final class NamesIT {
  @Parameter String node = "";

  private final Scene scene;

  NamesIT(Scene scene) {
    this.scene = scene;
  }

  private Dig dig(String... question) {
    String[] whole = Arrays.copyOf(question, question.length + 1);
    whole[question.length] = "@" + Cluster.DNS;
    return Cluster.dig(scene.clientOn(node), whole);
  }

  private String clusterIp(String service) {
    return scene
        .client()
        .services()
        .inNamespace("default")
        .withName(service)
        .get()
        .getSpec()
        .getClusterIP();
  }

  private List<Pod> databases() {
    return scene.client().pods().inNamespace("default").withLabel("app", "db").list().getItems();
  }

  @Test
  void aServiceHasItsClusterAddressOverUdpAndTcp() {
    String name = "web.default.svc.cluster.local";

    for (String transport : List.of("+notcp", "+tcp")) {
      Dig answer = dig(name, transport);

      assertThat(answer.status()).as(transport).isEqualTo("NOERROR");
      assertThat(answer.answers()).as(transport).containsExactly(clusterIp("web"));
      assertThat(answer.flags()).as(transport).contains("aa");
    }
  }

  @Test
  void aServicePortHasAnSrvRecord() {
    assertThat(dig("_http._tcp.web.default.svc.cluster.local", "SRV").answers())
        .containsExactly("0 100 80 web.default.svc.cluster.local.");
  }

  @Test
  void aHeadlessServiceHasTheAddressesOfItsPods() {
    assertThat(dig("db.default.svc.cluster.local").answers())
        .containsExactlyInAnyOrderElementsOf(
            databases().stream().map(pod -> pod.getStatus().getPodIP()).toList());
  }

  @Test
  void aPodOfAStatefulSetHasItsOwnName() {
    for (Pod pod : databases()) {
      assertThat(dig(pod.getMetadata().getName() + ".db.default.svc.cluster.local").answers())
          .containsExactly(pod.getStatus().getPodIP());
    }
  }

  @Test
  void aServiceAddressHasAName() {
    assertThat(dig("-x", clusterIp("web")).answers())
        .containsExactly("web.default.svc.cluster.local.");
  }

  @Test
  void aNodeHasItsAddress() {
    for (var found : scene.client().nodes().list().getItems()) {
      String address = found.getStatus().getAddresses().getFirst().getAddress();

      assertThat(dig(found.getMetadata().getName()).answers()).containsExactly(address);
    }
  }

  @Test
  void aNameThatIsNotThereIsDeniedWithAnSoa() {
    Dig answer = dig("nothing.default.svc.cluster.local");

    assertThat(answer.status()).isEqualTo("NXDOMAIN");
    assertThat(answer.authority()).containsExactly("SOA");
  }

  @Test
  void aNameOfTheOutsideFailsWithinTheBudgetWhenNoUpstreamAnswers() {
    Dig answer = dig("n" + System.nanoTime() + ".example.org");

    assertThat(answer.status()).isEqualTo("SERVFAIL");
    assertThat(answer.milliseconds()).isLessThan(6000);
    scene.figure("SERVFAIL without an upstream on %s: %d ms", node, answer.milliseconds());
  }

  @Test
  void thePodOfTheNodeSaysWhichConfigurationItServes() {
    assertThat(dig("revision.nodens", "TXT", "CH").answers())
        .containsExactly('"' + scene.revision().hash() + '"');
  }

  @Test
  void theResolverOfAProgramInAPodFindsAShortName() {
    String pod = scene.clientOn(node).getMetadata().getName();

    assertThat(
            Cluster.kubectl("exec", pod, "--", "nslookup", "web.default.svc.cluster.local").text())
        .contains("Address: " + clusterIp("web"));
    assertThat(Cluster.kubectl("exec", pod, "--", "cat", "/etc/resolv.conf").text())
        .contains("nameserver " + Cluster.DNS);
  }
}
