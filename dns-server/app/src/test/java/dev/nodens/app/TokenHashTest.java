package dev.nodens.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.corefile.Parser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenHashTest {
  private static final String BASE = ". {\n  hosts {\n    10.0.0.1 a b\n    ttl 5\n  }\n  log\n}\n";

  private static String hash(String corefile) {
    return TokenHash.of(Parser.ofText().parse("Corefile", corefile));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# a comment\n" + BASE,
        "\n\n" + BASE,
        ". {\n# x\n  hosts {\n    10.0.0.1   a b # y\n\n    ttl 5\n  }\n  log\n}",
      })
  void doesNotSeeCommentsAndLayout(String corefile) {
    assertThat(hash(corefile)).isEqualTo(hash(BASE)).hasSize(128);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a {\n  hosts {\n    10.0.0.1 a b\n    ttl 5\n  }\n  log\n}\n",
        ". {\n  hosts {\n    10.0.0.1 a b\n    ttl 6\n  }\n  log\n}\n",
        ". {\n  hosts {\n    10.0.0.1 a\n    b ttl 5\n  }\n  log\n}\n",
        ". {\n  hosts {\n    10.0.0.1 ab\n    ttl 5\n  }\n  log\n}\n",
        ". {\n  log\n  hosts {\n    10.0.0.1 a b\n    ttl 5\n  }\n}\n",
        ". {\n  hosts {\n    10.0.0.1 a b\n    ttl 5\n  }\n}\n. {\n  log\n}\n",
      })
  void seesWhatTheFileSays(String corefile) {
    assertThat(hash(corefile)).isNotEqualTo(hash(BASE));
  }
}
