package dev.nodens.operator.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeletSettingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "clusterDNS: [10.96.0.10]                           | ''",
        "clusterDNS: [10.96.0.10, 'fd00:0:0::A']            | ''",
        "clusterDNS: ['fd00:0:0::A']                        | ''",
        "clusterDNS: [169.254.20.10]                        | /data/kubelet/clusterDNS 169.254.20.10",
        "clusterDNS: [10.96.0.10]\\nclusterDomain: k8s.corp. | /data/kubelet/clusterDomain k8s.corp",
        "clusterDomain: Cluster.Local.                      | ''",
        "authentication: {}                                 | ''",
        "'[nonsense'                                        | ''",
      })
  void whatKubeletsTellTheirPodsIsCompared(String kubelet, String found) {
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(KubeletSettings.NAME)
            .withNamespace("kube-system")
            .endMetadata()
            .addToData("kubelet", kubelet.replace("\\n", "\n"))
            .build();

    assertThat(
            KubeletSettings.differences(map, List.of("10.96.0.10", "fd00::a"), "cluster.local")
                .stream()
                .map(finding -> finding.path() + " " + finding.live().orElse("")))
        .containsExactlyElementsOf(found.isEmpty() ? List.of() : List.of(found));
  }
}
