package dev.nodens.plugin.auto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.corefile.CorefileException;
import dev.nodens.plugin.whoami.WhoamiPlugin;
import dev.nodens.wire.Name;
import dev.nodens.zone.NotifyReceiver;
import dev.nodens.zone.ZoneHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

final class AutoPluginTest {
  @TempDir Path directory = Path.of("");

  @BeforeEach
  void writeZones() throws IOException {
    zone("db.example.org", "example.org.", 1, "192.0.2.1");
    zone("db.example.com", "example.com.", 1, "192.0.2.2");
  }

  private void zone(String file, String origin, int serial, String address) throws IOException {
    Files.writeString(
        directory.resolve(file),
        """
        $ORIGIN %s
        @   300 IN SOA ns root %d 3600 600 86400 60
        www 300 IN A   %s
        """
            .formatted(origin, serial, address));
  }

  private static AutoConfig parse(String directive) {
    var plugins = List.of(new AutoPlugin());
    var configuration = PluginTester.configuration("org com {\n" + directive + "\n}", plugins);
    return (AutoConfig) configuration.blocks().getFirst().directives().getFirst().config();
  }

  private PluginTester serve(String keys, String rest) {
    String corefile = "%s {\n auto {\n directory %s\n }\n%s}".formatted(keys, directory, rest);
    var plugins = List.of(new AutoPlugin(), new WhoamiPlugin());
    return PluginTester.of(new TestPlatform(), corefile, plugins);
  }

  private static String address(Message reply) {
    return reply.getSection(Section.ANSWER).getFirst().rdataToString();
  }

  @Test
  void servesEveryFileWhoseNameMatches() {
    PluginTester tester = serve("org com", "");
    assertThat(address(tester.ask("www.example.org.", Type.A))).isEqualTo("192.0.2.1");
    assertThat(address(tester.ask("www.example.com.", Type.A))).isEqualTo("192.0.2.2");
    assertThat(tester.ask("www.example.net.", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void servesOnlyWhatLiesInItsZonesAndPassesTheRestOn() {
    PluginTester tester = serve(".", "");
    assertThat(tester.ask("www.example.org.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(tester.ask("nowhere.test.", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
    PluginTester passing = serve(".", " whoami\n");
    assertThat(passing.ask("nowhere.test.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(passing.ask("nothing.example.org.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void followsTheFolder() throws IOException {
    var changed = new ArrayList<Name>();
    var handler = new ZoneHandler(List.of(), List.of(), NotifyReceiver.deaf());
    var folder =
        new ZoneFolder(parse("auto {\n directory x\n}"), directory, handler, () -> changed::add);
    folder.walk();
    Name org = Name.parse("example.org.");
    Name com = Name.parse("example.com.");
    assertThat(changed).containsExactlyInAnyOrder(org, com);
    changed.clear();

    folder.walk();
    assertThat(changed).isEmpty();

    zone("db.example.org", "example.org.", 22, "192.0.2.11");
    Files.delete(directory.resolve("db.example.com"));
    Files.createDirectory(directory.resolve("more"));
    zone("more/db.example.net", "example.net.", 3, "192.0.2.3");
    Files.writeString(directory.resolve("db.broken.org"), "no zone");
    folder.walk();
    assertThat(changed).containsExactlyInAnyOrder(org, Name.parse("example.net."));
    assertThat(handler.transferable(com)).isNull();
    assertThat(handler.transferable(Name.parse("broken.org."))).isNull();
    assertThat(serial(handler, org)).isEqualTo(22);
  }

  private static long serial(ZoneHandler handler, Name zone) {
    var content = handler.transferable(zone);
    return content == null ? -1 : content.serial();
  }

  /// The kubelet writes a hidden folder, a link to it, and a link for each file.
  @Test
  void takesTheFilesOfAConfigMapOnce() throws IOException {
    Path hidden = Files.createDirectory(directory.resolve("..2026_11_22"));
    Files.move(directory.resolve("db.example.org"), hidden.resolve("db.example.org"));
    Files.createSymbolicLink(directory.resolve("..data"), Path.of("..2026_11_22"));
    Files.createSymbolicLink(directory.resolve("db.example.org"), Path.of("..data/db.example.org"));
    PluginTester tester = serve("org", "");
    assertThat(address(tester.ask("www.example.org.", Type.A))).isEqualTo("192.0.2.1");
  }

  @Test
  void startsWithoutTheFolder() {
    String corefile = "org {\n auto {\n directory " + directory + "/none\n }\n}";
    var tester = PluginTester.of(corefile, List.of(new AutoPlugin()));
    assertThat(tester.ask("www.example.org.", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void readsEveryOption() {
    AutoConfig config =
        parse("auto example.org {\n directory zones (.*)\\.zone {1}.lan\n reload 10s\n}");
    assertThat(config.scope()).containsExactly(Name.parse("example.org."));
    assertThat(config.directory()).isEqualTo("zones");
    assertThat(config.pattern()).hasToString("(.*)\\.zone");
    assertThat(config.template()).isEqualTo("{1}.lan");
    assertThat(config.reload()).hasSeconds(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "directory         | Wrong argument count or unexpected line ending after 'directory'",
        "directory x (y)   | Wrong argument count or unexpected line ending after '(y)'",
        "directory x y {1} | Need at least one sub expression",
        "directory x ( {1} | error parsing regexp: missing closing ): `(`",
        "directory x (y) {1} z | Wrong argument count or unexpected line ending after 'z'",
        "reload            | reload duration value is expected",
        "reload -1s        | invalid duration",
        "reload soon       | invalid duration",
        "no_reload         | unknown property 'no_reload'",
      })
  void refuses(String option, String message) {
    assertThatThrownBy(() -> parse("auto {\n " + option + "\n}"))
        .isInstanceOf(CorefileException.class)
        .hasMessageContaining(message);
  }
}
