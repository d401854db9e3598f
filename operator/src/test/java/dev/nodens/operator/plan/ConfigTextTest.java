package dev.nodens.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigTextTest {
  private static final String K3S =
      """
      .:53 {
          errors
          import /etc/coredns/custom/*.override
      }
      import /etc/coredns/custom/*.server
      """;

  @Test
  void aTextAloneHasTheHashOfItsBytes() {
    assertThat(ConfigText.of(K3S).hash()).isEqualTo(Canonical.hash(K3S));
  }

  @Test
  void importedFilesAreHashedInTheOrderOfTheirImport() {
    String override = "log\n";
    String server = "corp.example:53 {\n    whoami\n}\n";

    ConfigText text =
        ConfigText.of(K3S, Map.of("a.server", server, "z.override", override, "readme.md", "text"));

    assertThat(text.hash()).isEqualTo(Canonical.hash(K3S + override + server));
    assertThat(text.files()).isEqualTo(Map.of("a.server", server, "z.override", override));
    assertThat(text.size()).isEqualTo((K3S + override + server).length());
  }

  @Test
  void aRelativeImportCountsFromTheCorefileInThePod() {
    ConfigText text =
        ConfigText.of(". {\n    import custom/*.override\n}\n", Map.of("a.override", "log"));

    assertThat(text.files()).isEqualTo(Map.of("a.override", "log\n"));
  }

  @Test
  void lineEndsOfImportedFilesDoNotCount() {
    assertThat(ConfigText.of(K3S, Map.of("a.override", "log\r\n\n")))
        .isEqualTo(ConfigText.of(K3S, Map.of("a.override", "log")));
  }

  @Test
  void anImportedFileThatChangesMakesAnotherHash() {
    assertThat(ConfigText.of(K3S, Map.of("a.override", "log")).hash())
        .isNotEqualTo(ConfigText.of(K3S, Map.of("a.override", "whoami")).hash());
  }

  @Test
  void aCorefileThatCannotBeParsedKeepsItsFilesForTheCheckToSee() {
    ConfigText text = ConfigText.of(". {\n    import custom/*\n", Map.of("a.override", "log"));

    assertThat(text.files()).containsOnlyKeys("a.override");
  }
}
