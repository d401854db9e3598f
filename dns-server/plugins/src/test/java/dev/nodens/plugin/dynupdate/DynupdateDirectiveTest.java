package dev.nodens.plugin.dynupdate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.config.BlockConfiguration;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.wire.Name;
import dev.nodens.wire.RrType;
import dev.nodens.zone.update.Limits;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DynupdateDirectiveTest {
  private static DynupdateConfig parse(String keys, String directive) {
    String corefile = keys + " {\n" + directive.replace(';', '\n') + "\n}";
    List<BlockConfiguration> blocks =
        PluginTester.configuration(corefile, List.of(new DynupdatePlugin())).blocks();
    return blocks.getFirst().of("dynupdate", DynupdateConfig.class).orElseThrow();
  }

  @Test
  void readsEverything() {
    DynupdateConfig config =
        parse(
            "example.org example.net",
            "dynupdate Example.ORG {;file db.example;database example.db"
                + ";allow Key. Host.example.org A aaaa TYPE16;allow other @ ANY;allow third. * *"
                + ";max_records 5;max_bytes 6;max_update_records 7;}");
    assertThat(config.zone()).isEqualTo(Name.parse("example.org."));
    assertThat(config.file()).isEqualTo("db.example");
    assertThat(config.database()).contains("example.db");
    assertThat(config.limits()).isEqualTo(new Limits(5, 6, 7));
    assertThat(config.rules())
        .containsExactly(
            new DynupdateConfig.Rule(
                Name.parse("key."),
                Optional.of(Name.parse("host.example.org.")),
                false,
                Set.of(RrType.A, RrType.AAAA, RrType.TXT)),
            new DynupdateConfig.Rule(
                Name.parse("other."),
                Optional.of(Name.parse("example.org.")),
                false,
                Set.of(RrType.ANY)),
            new DynupdateConfig.Rule(Name.parse("third."), Optional.empty(), true, Set.of()));
  }

  @Test
  void takesTheZoneOfTheBlockAndTheUsualLimits() {
    DynupdateConfig config = parse("example.org:5353", "dynupdate {;file db;allow k. * TXT;}");
    assertThat(config.zone()).isEqualTo(Name.parse("example.org."));
    assertThat(config.database()).isEmpty();
    assertThat(config.limits()).isEqualTo(new Limits(10_000, 8_388_608, 1024));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a. b. | dynupdate {;file f;allow k. * *;} | zone is required when the server block does not define exactly one zone",
        "a.    | dynupdate a. b.                    | exactly one zone is allowed",
        "a.    | dynupdate a.: {;file f;}           | invalid zone \"a.:\"",
        "a.    | dynupdate 10.0.0.0/15              | invalid zone \"10.0.0.0/15\"",
        "a.    | dynupdate                          | file is required",
        "a.    | dynupdate {;file f;}               | at least one allow rule is required",
        "a.    | dynupdate {;allow k. * A;}         | file is required",
        "a.    | dynupdate {;file;}                 | Wrong argument count or unexpected line ending after 'file'",
        "a.    | dynupdate {;file f g;}             | Wrong argument count or unexpected line ending after 'g'",
        "a.    | dynupdate {;file f;file f;}        | file specified more than once",
        "a.    | dynupdate {;database;}             | Wrong argument count or unexpected line ending after 'database'",
        "a.    | dynupdate {;database \"\";}        | Wrong argument count or unexpected line ending after ''",
        "a.    | dynupdate {;max_records 0;}        | max_records requires a positive integer",
        "a.    | dynupdate {;max_bytes x;}          | max_bytes requires a positive integer",
        "a.    | dynupdate {;max_update_records;}   | Wrong argument count or unexpected line ending after 'max_update_records'",
        "a.    | dynupdate {;allow k. *;}           | allow requires KEY NAME and at least one RR type",
        "a.    | dynupdate {;allow * * A;}          | invalid TSIG key \"*\"",
        "a.    | dynupdate {;allow @ * A;}          | invalid TSIG key \"@\"",
        "a.    | dynupdate {;allow k..k * A;}       | invalid TSIG key \"k..k\"",
        "a.    | dynupdate {;allow k. b. A;}        | allow name \"b.\" is outside zone \"a.\"",
        "a.    | dynupdate {;allow k. * A *;}       | wildcard RR type must be the only type in an allow rule",
        "a.    | dynupdate {;allow k. * NONSENSE;}  | invalid RR type \"NONSENSE\" in allow rule",
        "a.    | dynupdate {;allow k. * AXFR;}      | invalid RR type \"AXFR\" in allow rule",
        "a.    | dynupdate {;allow k. * RRSIG;}     | invalid RR type \"RRSIG\" in allow rule",
        "a.    | dynupdate {;allow k. * TYPE65280;} | invalid RR type \"TYPE65280\" in allow rule",
        "a.    | dynupdate {;nonsense;}             | unknown property \"nonsense\"",
        "a.    | dynupdate {;file f;allow k. * A;};dynupdate | this plugin can only be used once per Server Block",
      })
  void refuses(String keys, String directive, String message) {
    assertThatThrownBy(() -> parse(keys, directive))
        .isInstanceOf(CorefileException.class)
        .hasMessageEndingWith(message);
  }
}
