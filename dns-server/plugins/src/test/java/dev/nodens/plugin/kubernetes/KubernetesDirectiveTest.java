package dev.nodens.plugin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.wire.Name;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesDirectiveTest {
  private static KubernetesConfig parse(String directive) {
    return PluginTester.configuration(
            "example.org:53 {\n" + directive + "\n}\n", List.of(new KubernetesPlugin()))
        .blocks()
        .getFirst()
        .of("kubernetes", KubernetesConfig.class)
        .orElseThrow();
  }

  @Test
  void readsKubeadmsDirective() {
    KubernetesConfig config =
        parse(
            """
            kubernetes cluster.local in-addr.arpa ip6.arpa {
               pods insecure
               fallthrough in-addr.arpa ip6.arpa
               ttl 30
            }\
            """);
    assertThat(config.zones())
        .containsExactly(
            Name.parse("cluster.local."), Name.parse("in-addr.arpa."), Name.parse("ip6.arpa."));
    assertThat(config.primaryZone()).isEqualTo(Name.parse("cluster.local."));
    assertThat(config.pods()).isEqualTo(PodMode.INSECURE);
    assertThat(config.ttl()).isEqualTo(30);
    assertThat(config.fallthrough())
        .containsExactly(Name.parse("in-addr.arpa."), Name.parse("ip6.arpa."));
    assertThat(config.api().endpoint()).isEmpty();
  }

  @Test
  void hasCoreDnsDefaults() {
    KubernetesConfig config = parse("kubernetes");
    assertThat(config.zones()).containsExactly(Name.parse("example.org."));
    assertThat(config.pods()).isEqualTo(PodMode.DISABLED);
    assertThat(config.ttl()).isEqualTo(5);
    assertThat(config.endpoints()).isTrue();
    assertThat(config.endpointPodNames()).isFalse();
    assertThat(config.ignoreEmptyService()).isFalse();
    assertThat(config.fallthrough()).isEmpty();
    assertThat(config.startupTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void readsEveryOption() {
    KubernetesConfig config =
        parse(
            """
            kubernetes coredns.local 10.0.0.0/16 {
              endpoint https://10.0.0.1:6443 https://10.0.0.2:6443
              tls cert key ca
              kubeconfig file context
              apiserver_qps 7.5
              apiserver_burst 8
              apiserver_max_inflight 9
              namespaces a b
              namespaces c
              labels env in (prod, test),tier!=db
              pods verified
              endpoint_pod_names
              ttl 0
              noendpoints
              fallthrough
              ignore empty_service
              startup_timeout 1m30s
            }\
            """);
    assertThat(config.zones()).contains(Name.parse("0.10.in-addr.arpa."));
    assertThat(config.api().endpoint()).contains("https://10.0.0.1:6443");
    assertThat(config.api().tls()).contains(new KubernetesConfig.Tls("cert", "key", "ca"));
    assertThat(config.api().kubeconfig()).contains("file");
    assertThat(config.api().context()).contains("context");
    assertThat(config.api().queriesPerSecond()).isEqualTo(7.5);
    assertThat(config.api().burst()).isEqualTo(8);
    assertThat(config.api().maxInflight()).isEqualTo(9);
    assertThat(config.namespaces()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(config.labels()).contains("env in (prod, test),tier!=db");
    assertThat(config.pods()).isEqualTo(PodMode.VERIFIED);
    assertThat(config.endpointPodNames()).isTrue();
    assertThat(config.ttl()).isZero();
    assertThat(config.endpoints()).isFalse();
    assertThat(config.fallthrough()).containsExactly(Name.ROOT);
    assertThat(config.ignoreEmptyService()).isTrue();
    assertThat(config.startupTimeout()).isEqualTo(Duration.ofSeconds(90));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kubernetes in-addr.arpa",
        "kubernetes {\n ignore\n}",
        "kubernetes {\n ttl 3600 seconds\n}",
        "kubernetes {\n labels !x,y\n}",
        "kubernetes {\n startup_timeout 0\n}",
      })
  void acceptsWhatCoreDnsAccepts(String directive) {
    assertThat(parse(directive)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kubernetes 1.0.0.0/8 | non-reverse zone name must be used",
        "kubernetes;kubernetes | this plugin can only be used once per Server Block",
        "kubernetes {;nope;} | Error during parsing: unknown property 'nope'",
        "kubernetes {;upstream;} | Error during parsing: unknown property 'upstream'",
        "kubernetes {;resyncperiod 1m;} | Error during parsing: unknown property 'resyncperiod'",
        "kubernetes {;pods;} | Error during parsing: Wrong argument count or unexpected line ending after 'pods'",
        "kubernetes {;pods maybe;} | wrong value for pods: maybe,  must be one of: disabled, verified, insecure",
        "kubernetes {;namespaces;} | Wrong argument count or unexpected line ending after 'namespaces'",
        "kubernetes {;endpoint;} | Wrong argument count or unexpected line ending after 'endpoint'",
        "kubernetes {;tls a b;} | Wrong argument count or unexpected line ending after 'b'",
        "kubernetes {;ttl;} | Wrong argument count or unexpected line ending after 'ttl'",
        "kubernetes {;ttl 3601;} | Error during parsing: ttl must be in range [0, 3600]: 3601",
        "kubernetes {;ttl -1;} | Error during parsing: ttl must be in range [0, 3600]: -1",
        "kubernetes {;ttl x;} | strconv.Atoi: parsing \"x\": invalid syntax",
        "kubernetes {;labels a=b=c;} | unable to parse label selector value: 'a=b=c'",
        "kubernetes {;labels -a;} | invalid label key '-a'",
        "kubernetes {;namespace_labels a in b;} | unable to parse namespace_label selector value: 'a in b'",
        "kubernetes {;namespaces a;namespace_labels b=c;} | namespaces and namespace_labels cannot both be set",
        "kubernetes {;noendpoints;zonal;} | zonal requires the endpoint cache; remove noendpoints",
        "kubernetes a.org {;multicluster b.org;} | is not authoritative for the multicluster zone b.org. (authoritative zones: [a.org.])",
        "kubernetes {;ignore it;} | unable to parse ignore value: 'it'",
        "kubernetes {;kubeconfig;} | Wrong argument count or unexpected line ending after 'kubeconfig'",
        "kubernetes {;startup_timeout 5;} | failed to parse startup_timeout: 5, time: missing unit in duration \"5\"",
        "kubernetes {;apiserver_qps x;} | invalid apiserver_qps \"x\"",
        "kubernetes {;apiserver_qps -1;} | apiserver_qps must be >= 0",
        "kubernetes {;apiserver_burst 1.5;} | invalid apiserver_burst \"1.5\"",
        "kubernetes {;apiserver_max_inflight -1;} | apiserver_max_inflight must be >= 0",
      })
  void refusesInCoreDnsWords(String directive, String message) {
    assertThatThrownBy(() -> parse(directive.replace(';', '\n')))
        .isInstanceOf(CorefileException.class)
        .hasMessageStartingWith("plugin/kubernetes: Corefile:")
        .hasMessageContaining(message);
  }
}
