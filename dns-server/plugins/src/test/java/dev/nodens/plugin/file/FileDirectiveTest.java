package dev.nodens.plugin.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.config.BlockConfiguration;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.wire.Name;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileDirectiveTest {
  private static FileConfig parse(String directive) {
    var configuration =
        PluginTester.configuration(
            "example.org 10.0.0.0/24 {\n" + directive + "\n}", List.of(new FilePlugin()));
    BlockConfiguration.Directive<?> read =
        configuration.blocks().getFirst().directives().getFirst();
    return (FileConfig) read.config();
  }

  @Test
  void takesZonesFromTheBlock() {
    FileConfig config = parse("file db.example");
    assertThat(config.uses())
        .containsExactly(
            new FileConfig.Use(
                "db.example",
                List.of(Name.parse("example.org"), Name.parse("0.0.10.in-addr.arpa")),
                Duration.ofMinutes(1),
                false));
    assertThat(config.fallthrough()).isEmpty();
  }

  @Test
  void readsEveryOptionAndSeveralUses() {
    FileConfig config =
        parse(
            """
            file one a.example.org b.example.org {
              reload 10s
              reload_by_mtime
              fallthrough b.example.org
              upstream whatever
            }
            file two c.example.org {
              reload 0
            }
            """);
    assertThat(config.uses()).hasSize(2);
    assertThat(config.uses().getFirst().byTime()).isTrue();
    assertThat(config.uses().getFirst().reload()).hasSeconds(10);
    assertThat(config.uses().getLast().reload()).isZero();
    assertThat(config.fallthrough()).containsExactly(Name.parse("b.example.org"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file | Wrong argument count or unexpected line ending after 'file'",
        "file db {;reload;} | reload duration value is expected",
        "file db {;reload soon;} | invalid duration",
        "file db {;nonsense;} | unknown property 'nonsense'",
      })
  void refuses(String directive, String message) {
    assertThatThrownBy(() -> parse(directive.replace(';', '\n')))
        .isInstanceOf(CorefileException.class)
        .hasMessageContaining(message);
  }
}
