package dev.nodens.plugin.geoip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.PluginException;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.plugin.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Clients of the tester ask from 10.1.2.3.
final class GeoipPluginTest {
  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Map<String, Object> names = Map.of("en", "Bath");
    DatabaseFile.write(
        folder.resolve("city"),
        "GeoLite2-City",
        Map.of(
            "city", Map.of("names", names),
            "country",
                Map.of(
                    "iso_code", "GB", "names", Map.of("en", "U K"), "is_in_european_union", true),
            "continent", Map.of("code", "EU", "names", Map.of("en", "Europe")),
            "subdivisions", List.of(Map.of("iso_code", "ENG"), Map.of("iso_code", "BAS")),
            "location",
                Map.of("latitude", 51.0, "longitude", -2.3597, "time_zone", "Europe/London"),
            "postal", Map.of("code", "BA1")));
    DatabaseFile.write(
        folder.resolve("asn"),
        "GeoLite2-ASN",
        Map.of("autonomous_system_number", 64500, "autonomous_system_organization", "Example"));
    DatabaseFile.write(folder.resolve("domain"), "GeoIP2-Domain", Map.of("domain", "x.org"));
    Files.writeString(folder.resolve("text"), "no database");
  }

  private PluginTester serve(String database, String label) {
    String corefile =
        """
        . {
          metadata
          geoip %s
          template IN TXT . {
            answer "{{ .Name }} 60 IN TXT \\"<{{ .Meta \\"%s\\" }}>\\""
          }
        }
        """
            .formatted(folder + "/" + database.replace(';', '\n'), label);
    return PluginTester.of(corefile, Plugins.ORDER);
  }

  private static String answer(Message reply) {
    return reply.getSection(Section.ANSWER).getFirst().rdataToString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "city | geoip/city/name       | <Bath>",
        "city | geoip/country/name    | <U K>",
        "city | geoip/country/code    | <GB>",
        "city | geoip/country/is_in_european_union | <true>",
        "city | geoip/continent/name  | <Europe>",
        "city | geoip/continent/code  | <EU>",
        "city | geoip/subdivisions/code | <ENG,BAS>",
        "city | geoip/latitude        | <51>",
        "city | geoip/longitude       | <-2.3597>",
        "city | geoip/timezone        | <Europe/London>",
        "city | geoip/postalcode      | <BA1>",
        "city | geoip/asn/number      | <>",
        "city | geoip/nonsense        | <>",
        "asn  | geoip/asn/number      | <64500>",
        "asn  | geoip/asn/org         | <Example>",
        "asn  | geoip/city/name       | <>",
      })
  void saysWhereAClientIs(String database, String label, String expected) {
    String answer = answer(serve(database, label).ask("a.test.", Type.TXT));
    assertThat(answer.replace("\"", "")).isEqualTo(expected);
  }

  private static Message from(String address) throws IOException {
    Message query = PluginTester.query("a.test.", Type.TXT);
    var subnet = new ClientSubnetOption(24, java.net.InetAddress.ofLiteral(address));
    query.addRecord(new OPTRecord(1232, 0, 0, 0, List.of(subnet)), Section.ADDITIONAL);
    return query;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "asn                  | 192.0.2.0 | <64500>",
        "asn {;edns-subnet;}  | 192.0.2.0 | <0>",
        "asn {;edns-subnet;}  | 10.9.9.0  | <64500>",
      })
  void theClientsSubnetCountsOnRequest(String database, String subnet, String expected)
      throws IOException {
    assertThat(answer(serve(database, "geoip/asn/number").ask(from(subnet)))).isEqualTo(expected);
  }

  @Test
  void anAddressThatTheDatabaseDoesNotKnowHasEmptyValues() throws IOException {
    PluginTester tester = serve("city {;edns-subnet;}", "geoip/country/is_in_european_union");
    assertThat(answer(tester.ask(from("192.0.2.0")))).isEqualTo("<false>");
    tester = serve("city {;edns-subnet;}", "geoip/latitude");
    assertThat(answer(tester.ask(from("192.0.2.0")))).isEqualTo("<>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gone   | failed to open database file",
        "text   | failed to open database file",
        "domain | database does not provide any supported schema (city, asn)",
      })
  void refusesFilesThatAreNoSuchDatabase(String database, String message) {
    assertThatThrownBy(() -> serve(database, "geoip/city/name"))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "geoip              | Wrong argument count or unexpected line ending after 'geoip'",
        "geoip x y          | Wrong argument count or unexpected line ending after 'y'",
        "geoip x;geoip y    | configuring multiple databases is not supported",
        "geoip x {;y;}      | unknown property \"y\"",
      })
  void refuses(String directive, String message) {
    String corefile = ". {\n" + directive.replace(';', '\n') + "\n}";
    assertThatThrownBy(() -> PluginTester.configuration(corefile, List.of(new GeoipPlugin())))
        .isInstanceOf(CorefileException.class)
        .hasMessageContaining(message);
  }
}
