package dev.nodens.sandbox.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules of the definition, with the messages that users see. Only a real API server evaluates
/// them: `-Dnodens.apiserver=KUBECONFIG`.
class ValidationRulesTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final ResourceDefinitionContext CLUSTER_DNS =
      new ResourceDefinitionContext.Builder()
          .withGroup("nodens.dev")
          .withVersion("v1alpha1")
          .withKind("ClusterDNS")
          .withPlural("clusterdnses")
          .withNamespaced(false)
          .build();

  private KubernetesClient client;

  @BeforeEach
  void connect() {
    String real = System.getProperty("nodens.apiserver", "");
    assumeFalse(real.isEmpty(), "needs a real API server");
    client =
        new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(new File(real))).build();
    var definition =
        client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .load(
                Path.of(System.getProperty("nodens.root"), "crds/clusterdnses.nodens.dev.yaml")
                    .toFile());
    CustomResourceDefinition installed = definition.forceConflicts().serverSideApply();
    Awaitility.await("the API server serves the definition")
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            client
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(installed.getMetadata().getName())
                .get()
                .getStatus()
                .getConditions()
                .stream()
                .anyMatch(condition ->
                    condition.getType().equals("Established")
                        && condition.getStatus().equals("True")));
  }

  @AfterEach
  void disconnect() {
    if (client != null) {
      client.genericKubernetesResources(CLUSTER_DNS).withName("rules").delete();
      client.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{corefile: '. {}', config: {}} | exclude each other",
        "{config: {stubZones: [{name: cluster.local, servers: [{address: 192.0.2.1}]}]}} | must not be spec.clusterDomain",
        "{config: {stubZones: [{name: local, servers: [{address: 192.0.2.1}]}]}} | must not be spec.clusterDomain",
        "{config: {stubZones: [{name: a.b, servers: []}]}} | should have at least 1 items",
        "{config: {stubZones: [{name: A.B, servers: [{address: 192.0.2.1}]}]}} | should match",
        "{config: {stubZones: [{name: a, servers: [{address: 192.0.2.1}]}, {name: a, servers: [{address: 192.0.2.2}]}]}} | Duplicate value",
        "{config: {stubZones: [{name: a.b, servers: [{address: 192.0.2.1, transport: TLS}]}]}} | tlsServerName is required",
        "{config: {upstreams: {servers: [{address: dns.example}]}}} | must be an IPv4 or IPv6 address",
        "{config: {upstreams: {servers: [{address: 192.0.2.1, port: 0}]}}} | greater than or equal to 1",
        "{config: {upstreams: {servers: [{address: 192.0.2.1, transport: TLS}]}}} | tlsServerName is required",
        "{config: {upstreams: {servers: [{address: 192.0.2.1}, {address: 192.0.2.2, transport: TLS}], tlsServerName: a.b}}} | same transport",
        "{service: {clusterIP: 10.96.0.10}, config: {upstreams: {servers: [{address: 10.96.0.10}]}}} | queries would loop",
        "{config: {hosts: [{ip: nonsense, names: [a]}]}} | must be an IPv4 or IPv6 address",
        "{service: {clusterIP: nonsense}} | must be an IPv4 or IPv6 address",
        "{corefileFrom: {configMap: {name: coredns, nodeHostsKey: NodeHosts}}, nodeHosts: {enabled: true}} | nodeHostsKey exclude each other",
        "{service: {trafficDistribution: Nearest}} | Unsupported value",
        "{service: {ipFamilyPolicy: Both}} | Unsupported value",
        "{drift: Ignore} | Unsupported value",
        "{nodeHosts: {addressTypes: [Hostname]}} | Unsupported value",
        "{corefile: ''} | should be at least 1 chars",
        "{clusterDomain: Cluster.Local} | should match",
        "{revisionHistoryLimit: 0} | greater than or equal to 1",
        "{resources: {limits: {memory: lots}}} | should match",
        "{settings: {JAVA_TOOL_OPTIONS: -Xint}} | spec.settings takes NODENS_FORWARD",
        "{settings: {NODENS_LEGACY_METRICS: 'yes'}} | spec.settings.NODENS_LEGACY_METRICS must be 1",
        "{settings: {NODENS_LOOPS: '0'}} | spec.settings.NODENS_LOOPS must be a number from 1 to 1024",
        "{settings: {NODENS_LOOPS: '1025'}} | spec.settings.NODENS_LOOPS must be a number from 1 to 1024",
        "{settings: {NODENS_LOOPS: two}} | spec.settings.NODENS_LOOPS must be a number from 1 to 1024",
        "{settings: {NODENS_UDP: fast}} | spec.settings.NODENS_UDP must be mmsg or netty",
      })
  void refuses(String spec, String message) {
    assertThatThrownBy(() -> create("rules", spec))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "{corefile: '. {}'}",
        "{config: {}}",
        "{config: {stubZones: [{name: other.cluster.local, servers: [{address: '2001:db8::1', port: 5353}]}]}}",
        "{config: {stubZones: [{name: notcluster.local, servers: [{address: 192.0.2.1, transport: TLS}], tlsServerName: dns.example.com}]}}",
        "{config: {hosts: [{ip: '::1', names: [a.b, c]}]}}",
        "{corefileFrom: {configMap: {name: coredns, nodeHostsKey: NodeHosts}}}",
        "{corefileFrom: {configMap: {name: coredns}}, nodeHosts: {enabled: true}}",
        "{service: {clusterIP: 'fd00::a', trafficDistribution: Any, ipFamilyPolicy: RequireDualStack}}",
        "{resources: {limits: {memory: 1Gi, cpu: 2}}}",
        "{tolerations: [{operator: Exists}], nodeSelector: {}}",
        "{settings: {NODENS_RATE_LIMIT: rate=500, NODENS_FORWARD: families=node}}",
        "{settings: {NODENS_LEGACY_METRICS: '1', NODENS_LOOPS: '1024', NODENS_UDP: netty}}",
      })
  void takes(String spec) throws Exception {
    assertThat(create("rules", spec).getMetadata().getGeneration()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | {namespace: dns} | spec.namespace is immutable",
        "{} | {service: {name: other}} | spec.service.name is immutable",
        "{service: {clusterIP: 10.96.0.10}} | {service: {clusterIP: 10.96.0.11}} | never changed",
        "{service: {clusterIP: 10.96.0.10}} | {} | never changed",
      })
  void refusesTheChange(String before, String after, String message) throws Exception {
    create("rules", before);

    assertThatThrownBy(() -> replace(after))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anAddressCanBeSetLater() throws Exception {
    create("rules", "{}");

    assertThat(replace("{service: {clusterIP: 10.96.0.10}}").getMetadata().getGeneration())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"a.b", "forty-one-characters-are-one-too-many-here"})
  void refusesANameThatGeneratedNamesCannotBeginWith(String name) {
    assertThatThrownBy(() -> create(name, "{}"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("at most 40 characters");
  }

  private GenericKubernetesResource create(String name, String spec) throws Exception {
    return client.genericKubernetesResources(CLUSTER_DNS).resource(object(name, spec)).create();
  }

  private GenericKubernetesResource replace(String spec) throws Exception {
    return client.genericKubernetesResources(CLUSTER_DNS).resource(object("rules", spec)).update();
  }

  private static GenericKubernetesResource object(String name, String spec) throws Exception {
    Map<String, Object> content =
        Map.of(
            "apiVersion",
            "nodens.dev/v1alpha1",
            "kind",
            "ClusterDNS",
            "metadata",
            Map.of("name", name),
            "spec",
            YAML.readValue(spec, Map.class));
    return YAML.convertValue(content, GenericKubernetesResource.class);
  }
}
