package dev.nodens.operator.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.operator.plan.ConfigText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerParsersTest {
  private static List<String> check(String corefile) throws RejectedCorefile {
    return new ServerParsers().check(ConfigText.of(corefile));
  }

  @Test
  void acceptsWhatTheServerStartsWith() throws Exception {
    assertThat(check(".:53 {\n    ready\n    whoami\n}\n")).isEmpty();
  }

  @Test
  void namesTheLineOfAnUnknownDirective() {
    assertThatThrownBy(() -> check(".:53 {\n    ready\n    forwrd . 192.0.2.1\n}\n"))
        .isInstanceOf(RejectedCorefile.class)
        .hasMessageContaining("Corefile:3")
        .hasMessageContaining("forwrd");
  }

  @Test
  void namesTheLineOfAWrongOption() {
    assertThatThrownBy(
            () -> check(".:53 {\n    forward . 192.0.2.1 {\n        nonsense\n    }\n}\n"))
        .isInstanceOf(RejectedCorefile.class)
        .hasMessageContaining("Corefile:3")
        .hasMessageContaining("nonsense");
  }

  @Test
  void namesTheFileAndLineOfAFaultInAnImportedFile() {
    var text =
        ConfigText.of(
            ".:53 {\n    ready\n    import custom/*.override\n}\n",
            Map.of("company.override", "# ours\nrewrit name a b\n"));

    assertThatThrownBy(() -> new ServerParsers().check(text))
        .isInstanceOf(RejectedCorefile.class)
        .hasMessageContaining("/etc/coredns/custom/company.override:2")
        .hasMessageContaining("rewrit");
  }

  @Test
  void refusesABlockThatIsNotClosed() {
    assertThatThrownBy(() -> check(".:53 {\n    ready\n")).isInstanceOf(RejectedCorefile.class);
  }
}
