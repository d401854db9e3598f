package dev.nodens.corefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Verdicts and texts of CoreDNS 1.15.0, run on these keys.
class ZoneKeysTest {

  static Stream<Arguments> keys() {
    return Stream.of(
        arguments("example.org", "dns://example.org.:53"),
        arguments("EXAMPLE.Org.", "dns://example.org.:53"),
        arguments(".", "dns://.:53"),
        arguments(".:1053", "dns://.:1053"),
        arguments("a:+1053", "dns://a.:1053"),
        arguments("a:0", "dns://a.:0"),
        arguments("dns://a", "dns://a.:53"),
        arguments("tls://a", "tls://a.:853"),
        arguments("grpc://a", "grpc://a.:443"),
        arguments("https://a", "https://a.:443"),
        arguments("https3://a", "https3://a.:443"),
        arguments("quic://a", "quic://a.:853"),
        arguments("tls://a:5553", "tls://a.:5553"),
        arguments("foo://x", "dns://foo://x.:53"),
        arguments("[::1]:1053", "dns://[::1].:1053"),
        arguments("a\\.", "dns://a\\..:53"),
        arguments("ünï.de", "dns://\\195\\188n\\195\\175.de.:53"),
        arguments("a\\007b", "dns://a\\007b.:53"),
        arguments("}", "dns://}.:53"),
        arguments("a:99999999999999999999", "dns://a:99999999999999999999.:53"),
        arguments("10.1.2.3/24", "dns://2.1.10.in-addr.arpa.:53"),
        arguments("10.0.0.0/08:1053", "dns://10.in-addr.arpa.:1053"),
        arguments("0.0.0.0/0", "dns://in-addr.arpa.:53"),
        arguments("10.0.0.1/32", "dns://1.0.0.10.in-addr.arpa.:53"),
        arguments("10.0.0.0/15", "dns://0.10.in-addr.arpa.:53 dns://1.10.in-addr.arpa.:53"),
        arguments(
            "10.0.5.0/22",
            "dns://4.0.10.in-addr.arpa.:53 dns://5.0.10.in-addr.arpa.:53"
                + " dns://6.0.10.in-addr.arpa.:53 dns://7.0.10.in-addr.arpa.:53"),
        arguments("2001:db8::/32", "dns://8.b.d.0.1.0.0.2.ip6.arpa.:53"),
        arguments(
            "2001:db8::/31",
            "dns://8.b.d.0.1.0.0.2.ip6.arpa.:53 dns://9.b.d.0.1.0.0.2.ip6.arpa.:53"),
        arguments("10.0/16", "dns://10.0/16.:53"),
        arguments("300.0.0.0/8", "dns://300.0.0.0/8.:53"),
        arguments("10.0.0/24", "dns://10.0.0/24.:53"),
        arguments("01.0.0.0/8", "dns://01.0.0.0/8.:53"),
        arguments("10.0.0.0/33", "dns://10.0.0.0/33.:53"),
        arguments("fe80::%eth0/64", "dns://fe80::%eth0/64.:53"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void readsKeysAsZones(String key, String zones) {
    assertThat(zones(53, key).stream().map(ZoneKey::toString).toList())
        .isEqualTo(List.of(zones.split(" ")));
  }

  @Test
  void splitsARangeOfAddressesIntoTheirZones() {
    assertThat(zones(53, "10.0.0.128/25"))
        .hasSize(128)
        .first()
        .hasToString("dns://128.0.0.10.in-addr.arpa.:53");
  }

  @Test
  void changesTheDefaultPortOfPlainDnsOnly() {
    assertThat(zones(5353, "a", "tls://b", "c:53"))
        .extracting(ZoneKey::toString)
        .containsExactly("dns://a.:5353", "tls://b.:853", "dns://c.:53");
  }

  static Stream<Arguments> badKeys() {
    String inspecting = "error inspecting server blocks: ";
    return Stream.of(
        arguments("example.org:", inspecting + "expecting data after last colon: \"example.org:\""),
        arguments("", inspecting + "expecting data after last colon: \"\""),
        arguments(":53", inspecting + "zone is not a valid domain name: "),
        arguments("a..b", inspecting + "zone is not a valid domain name: a..b"),
        arguments(".a", inspecting + "zone is not a valid domain name: .a"),
        arguments(
            "a".repeat(64), inspecting + "zone is not a valid domain name: " + "a".repeat(64)),
        arguments("ab.".repeat(86), inspecting + "specified zone is too long: 258 > 255"),
        arguments("a\\300b", inspecting + "zone is not a valid domain name: a\\300b"),
        arguments("a\\3b", inspecting + "zone is not a valid domain name: a\\3b"),
        arguments(
            "ab.".repeat(84) + "cd",
            inspecting + "zone is not a valid domain name: " + "ab.".repeat(84) + "cd"),
        arguments("::/0", inspecting + "invalid CIDR ::/0"),
        arguments("0::1/64", inspecting + "invalid CIDR 0::1/64"),
        arguments("::ffff:10.0.0.0/104", inspecting + "invalid CIDR ::ffff:10.0.0.0/104"),
        arguments("unix://x", inspecting + "no server listens on unix://x"),
        arguments("a:70000", "address 70000: invalid port"),
        arguments("a:-5", "address -5: invalid port"));
  }

  @ParameterizedTest
  @MethodSource("badKeys")
  void refusesWhatIsNoZone(String key, String message) {
    assertThatThrownBy(() -> zones(53, key))
        .isInstanceOf(CorefileException.class)
        .hasMessage("Corefile:1 - " + message);
  }

  @ParameterizedTest
  @CsvSource({
    "example.org, false",
    ".,           false",
    "10.0.0.0/8,  false",
    "a-b.c1,      false",
    "_tcp.x,      true",
    "-x,          true",
    "x-,          true",
    "1x,          true",
    "},           true",
    "ünï.de,      true",
    "10.0/16,     true",
  })
  void warnsOfUnusualNames(String key, boolean warned) {
    List<ZoneKey> zones = zones(53, key);

    assertThat(ZoneKeys.warnings(zones))
        .isEqualTo(
            warned
                ? List.of(
                    "Warning: Domain \""
                        + zones.getFirst().zone().replace("\\", "\\\\")
                        + "\" does not follow RFC1035 preferred syntax")
                : List.of());
  }

  @Test
  void takesTheZonesOfADirectiveFromItsArgumentsElseFromTheBlock() {
    List<String> block = List.of("example.org.");

    assertThat(ZoneKeys.origins(List.of(), block)).isEqualTo(block);
    assertThat(ZoneKeys.origins(List.of("A.org", "a..b", "10.0.0.0/15", "b:53"), block))
        .containsExactly("a.org.", "0.10.in-addr.arpa.", "1.10.in-addr.arpa.", "b.");
  }

  private static List<ZoneKey> zones(int port, String... keys) {
    List<Token> tokens =
        Stream.of(keys).map(key -> new Token(key, new Position("Corefile", 1))).toList();
    return new ZoneKeys(port).of(new ServerBlock(tokens, List.of()));
  }
}
