package dev.nodens.operator.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServerParsersTest {
  private final CorefileCheck check = new ServerParsers();

  @Test
  void acceptsWhatTheServerStartsWith() throws Exception {
    assertThat(check.check(".:53 {\n    ready\n    whoami\n}\n")).isEmpty();
  }

  @Test
  void namesTheLineOfAnUnknownDirective() {
    assertThatThrownBy(() -> check.check(".:53 {\n    ready\n    forwrd . 192.0.2.1\n}\n"))
        .isInstanceOf(RejectedCorefile.class)
        .hasMessageContaining("Corefile:3")
        .hasMessageContaining("forwrd");
  }

  @Test
  void namesTheLineOfAWrongOption() {
    assertThatThrownBy(
            () -> check.check(".:53 {\n    forward . 192.0.2.1 {\n        nonsense\n    }\n}\n"))
        .isInstanceOf(RejectedCorefile.class)
        .hasMessageContaining("Corefile:3")
        .hasMessageContaining("nonsense");
  }

  @Test
  void refusesABlockThatIsNotClosed() {
    assertThatThrownBy(() -> check.check(".:53 {\n    ready\n"))
        .isInstanceOf(RejectedCorefile.class);
  }
}
