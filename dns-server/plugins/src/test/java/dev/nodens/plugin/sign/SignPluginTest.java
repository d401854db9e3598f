package dev.nodens.plugin.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.PluginException;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.corefile.CorefileException;
import dev.nodens.plugin.root.RootPlugin;
import dev.nodens.wire.Name;
import dev.nodens.zone.sign.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SignPluginTest {
  private static final SignPlugin PLUGIN = new SignPlugin(() -> new SplittableRandom(1));

  @TempDir private Path folder;

  private static SignConfig parse(String directive) {
    String corefile = "example.org {\n" + directive.replace(';', '\n') + "\n}";
    var configuration = PluginTester.configuration(corefile, List.of(PLUGIN));
    return (SignConfig) configuration.blocks().getFirst().directives().getFirst().config();
  }

  @Test
  void readsEveryOption() {
    assertThat(parse("sign db {;key file Ka.key Kb;};sign db2 a.org b.org {;directory /x;}").uses())
        .containsExactly(
            new SignConfig.Use(
                "db", List.of(Name.parse("example.org.")), List.of("Ka", "Kb"), "/var/lib/coredns"),
            new SignConfig.Use(
                "db2", List.of(Name.parse("a.org."), Name.parse("b.org.")), List.of(), "/x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sign                       | Wrong argument count or unexpected line ending after 'sign'",
        "sign db {;key;}            | Wrong argument count or unexpected line ending after 'key'",
        "sign db {;key file;}       | Wrong argument count or unexpected line ending after 'file'",
        "sign db {;key directory;}  | directory: not implemented",
        "sign db {;directory;}      | can only be one argument after \"directory\"",
        "sign db {;directory a b;}  | can only be one argument after \"directory\"",
        "sign db {;nonsense;}       | unknown property 'nonsense'",
      })
  void refuses(String directive, String message) {
    assertThatThrownBy(() -> parse(directive))
        .isInstanceOf(CorefileException.class)
        .hasMessageContaining(message);
  }

  private void start(String key) {
    var platform = new TestPlatform();
    var background = new ArrayList<Runnable>();
    platform.blocking = background::add;
    platform.directory = folder;
    String directive = "sign db {\nkey file " + key + "\ndirectory " + folder + "\n}";
    PluginTester.of(
        platform,
        "example.org {\nroot " + folder + "\n" + directive + "\n}",
        List.of(new RootPlugin(), PLUGIN));
    // The last one looks at the file every few hours, and never ends.
    background.subList(0, background.size() - 1).forEach(Runnable::run);
  }

  @Test
  void signsAtTheStart() throws IOException {
    KeyFiles.write(folder, "ksk", "example.org.", KeyFiles.KSK, 13);
    Files.writeString(
        folder.resolve("db"),
        "example.org. 60 IN SOA ns.example.org. host.example.org. 1 2 3 4 5\n");
    start("ksk");
    Path signed = folder.resolve("db.example.org.signed");
    assertThat(signed).content().contains("RRSIG\tSOA 13 2 60");
    var written = Files.getLastModifiedTime(signed);
    start("ksk");
    assertThat(Files.getLastModifiedTime(signed)).as("its signatures hold").isEqualTo(written);
  }

  @Test
  void aZoneFileThatIsNotThereIsNoReasonNotToStart() throws IOException {
    KeyFiles.write(folder, "ksk", "example.org.", KeyFiles.KSK, 13);
    start("ksk");
    assertThat(folder.resolve("db.example.org.signed")).doesNotExist();
  }

  @Test
  void keysForDataAloneAreRefused() throws IOException {
    KeyFiles.write(folder, "zsk", "example.org.", KeyFiles.ZSK, 13);
    assertThatThrownBy(() -> start("zsk"))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("zsk.key\" is not a CSK/KSK");
  }
}
