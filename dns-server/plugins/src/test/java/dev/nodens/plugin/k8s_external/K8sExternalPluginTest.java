package dev.nodens.plugin.k8s_external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.PluginException;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.wire.Name;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class K8sExternalPluginTest {
  private static K8sExternalConfig parse(String directive) {
    var configuration =
        PluginTester.configuration(
            "example.org {\n" + directive + "\n}", List.of(new K8sExternalPlugin()));
    return (K8sExternalConfig) configuration.blocks().getFirst().directives().getFirst().config();
  }

  @Test
  void hasDefaults() {
    assertThat(parse("k8s_external"))
        .isEqualTo(
            new K8sExternalConfig(List.of(Name.parse("example.org.")), "dns", 5, false, List.of()));
  }

  @Test
  void readsEveryOption() {
    assertThat(
            parse("k8s_external a.org {\n apex name\n ttl 30\n headless\n fallthrough b.a.org\n}"))
        .isEqualTo(
            new K8sExternalConfig(
                List.of(Name.parse("a.org.")), "name", 30, true, List.of(Name.parse("b.a.org."))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "apex     | Wrong argument count or unexpected line ending after 'apex'",
        "ttl      | Wrong argument count or unexpected line ending after 'ttl'",
        "ttl x    | strconv.Atoi: parsing \"x\": invalid syntax",
        "ttl -1   | ttl must be in range [0, 3600]: -1",
        "ttl 3601 | ttl must be in range [0, 3600]: 3601",
        "nonsense | unknown property 'nonsense'",
      })
  void refuses(String option, String message) {
    assertThatThrownBy(() -> parse("k8s_external {\n " + option + "\n}"))
        .isInstanceOf(CorefileException.class)
        .hasMessageContaining(message);
  }

  @Test
  void needsKubernetesInItsBlock() {
    var plugins = List.of(new K8sExternalPlugin());
    assertThatThrownBy(() -> PluginTester.of("example.org {\n k8s_external\n}", plugins))
        .isInstanceOf(PluginException.class)
        .hasMessage("plugin/k8s_external: kubernetes plugin not loaded");
  }
}
