package dev.nodens.operator.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.operator.plan.ConfigText;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerParsersTest {
  private static final Surroundings AROUND = new Surroundings("cluster.local", List.of(), Set.of());

  @Test
  void acceptsWhatTheServerStartsWithAndThePodCanServe() {
    var text = ConfigText.of(".:53 {\n    health\n    ready\n    kubernetes cluster.local\n}\n");

    assertThat(new ServerParsers().judge(text, AROUND))
        .returns(true, Judgement::accepted)
        .returns(List.of(), Judgement::warnings);
  }

  @Test
  void namesTheFileAndLineOfAFaultInAnImportedFile() {
    var text =
        ConfigText.of(
            ".:53 {\n    ready\n    import custom/*.override\n}\n",
            Map.of("company.override", "# ours\nrewrit name a b\n"));

    assertThat(new ServerParsers().judge(text, AROUND).refusal())
        .contains("/etc/coredns/custom/company.override:2")
        .contains("rewrit");
  }

  @Test
  void namesTheFileAndLineOfANulByteInAnImportedFile() {
    var text =
        ConfigText.of(
            ".:53 {\n    ready\n    import custom/*.override\n}\n",
            Map.of("company.override", "# ours\nlog \0\n"));

    assertThat(new ServerParsers().judge(text, AROUND).refusal())
        .startsWith("/etc/coredns/custom/company.override:2 - the text has a NUL byte");
  }
}
