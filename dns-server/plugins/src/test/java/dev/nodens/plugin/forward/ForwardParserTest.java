package dev.nodens.plugin.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.plugin.forward.ForwardConfig.Policy;
import dev.nodens.plugin.forward.ForwardConfig.Stanza;
import dev.nodens.wire.Name;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ForwardParserTest {
  private static final List<ForwardPlugin> PLUGINS = List.of(new ForwardPlugin());

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "forward | 2 - Error during parsing: Wrong argument count or unexpected line ending after 'forward'",
        "forward . | 2 - Error during parsing: Wrong argument count or unexpected line ending after '.'",
        "forward . { ; except x ; } | 2 - Error during parsing: Wrong argument count or unexpected line ending after '.'",
        "forward example.org: 1.1.1.1 | 2 - unable to normalize 'example.org:'",
        "forward . 1.1.1.1 { ; nothing ; } | 3 - Error during parsing: unknown property 'nothing'",
        "forward . 1.1.1.1 { ; except ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'except'",
        "forward . 1.1.1.1 { ; force_tcp now ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'now'",
        "forward . 1.1.1.1 { ; prefer_udp now ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'now'",
        "forward . 1.1.1.1 { ; max_fails ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'max_fails'",
        "forward . 1.1.1.1 { ; max_fails -1 ; } | 3 - strconv.ParseUint: parsing \"-1\": invalid syntax",
        "forward . 1.1.1.1 { ; max_fails 4294967296 ; } | 3 - strconv.ParseUint: parsing \"4294967296\": value out of range",
        "forward . 1.1.1.1 { ; max_fails 1 2 ; } | 3 - Error during parsing: unknown property '2'",
        "forward . 1.1.1.1 { ; max_connect_attempts x ; } | 3 - strconv.ParseUint: parsing \"x\": invalid syntax",
        "forward . 1.1.1.1 { ; health_check ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'health_check'",
        "forward . 1.1.1.1 { ; health_check 5 ; } | 3 - time: missing unit in duration \"5\"",
        "forward . 1.1.1.1 { ; health_check -1s ; } | 3 - health_check can't be negative: -1000000000",
        "forward . 1.1.1.1 { ; health_check 1s rec ; } | 3 - health_check: unknown option rec",
        "forward . 1.1.1.1 { ; health_check 1s domain ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'domain'",
        "forward . 1.1.1.1 { ; health_check 1s domain a..b ; } | 3 - health_check: invalid domain name a..b",
        "forward . 1.1.1.1 { ; tls a b c d ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'd'",
        "forward . 1.1.1.1 { ; tls_servername ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'tls_servername'",
        "forward . tls://1.1.1.1%a { ; tls_servername b ; } | 4 - both forward ('b') and proxy level ('a') TLS servernames are set for upstream proxy 'tls://1.1.1.1:853'",
        "forward . 1.1.1.1 { ; expire -1s ; } | 3 - expire can't be negative: -1s",
        "forward . 1.1.1.1 { ; max_age -1m ; } | 3 - max_age can't be negative: -1m0s",
        "forward . 1.1.1.1 { ; max_age 5s ; } | 4 - max_age (5s) must not be less than expire (10s)",
        "forward . 1.1.1.1 { ; max_idle_conns -1 ; } | 3 - max_idle_conns can't be negative: -1",
        "forward . 1.1.1.1 { ; max_idle_conns x ; } | 3 - strconv.Atoi: parsing \"x\": invalid syntax",
        "forward . 1.1.1.1 { ; read_timeout 0s ; } | 3 - read_timeout must be positive: 0s",
        "forward . 1.1.1.1 { ; doh_method get ; } | 3 - doh_method must be either POST or GET",
        "forward . 1.1.1.1 { ; policy best ; } | 3 - Error during parsing: unknown policy 'best'",
        "forward . 1.1.1.1 { ; max_concurrent -1 ; } | 3 - max_concurrent can't be negative: -1",
        "forward . 1.1.1.1 { ; next ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'next'",
        "forward . 1.1.1.1 { ; next NOPE ; } | 3 - NOPE is not a valid rcode",
        "forward . 1.1.1.1 { ; next_on_nodata x ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'x'",
        "forward . 1.1.1.1 { ; failover NOERROR ; } | 3 - NoError cannot be used in failover",
        "forward . 1.1.1.1 { ; failover RCODE3 ; } | 3 - RCODE3 is not a valid rcode",
        "forward . 1.1.1.1 { ; failfast_all_unhealthy_upstreams x ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'x'",
        "forward . 1.1.1.1 { ; resolver dns.example ; } | 3 - resolver must be an IP address or IP:port: \"dns.example\"",
        "forward . 1.1.1.1 { ; source_address eth0 ; } | 3 - Error during parsing: invalid IP address: eth0",
        "forward . https://1.1.1.1/dns-query | 2 - paths are not allowed in HTTPS upstream addresses (the /dns-query path is used by default): https://1.1.1.1/dns-query",
        "forward . tls:// | 2 - invalid address: \"tls://\"",
        "forward . grpc://1.1.1.1 | 2 - 'grpc' is not supported as a destination protocol in forward: grpc://1.1.1.1:443",
        "forward . unix:///run/dns | 2 - 'unix' is not supported as a destination protocol in forward: unix:///run/dns",
        "forward . grpc://example.org | 2 - not an IP address, file, or valid domain: \"grpc://example.org\"",
        "forward . a..b | 2 - not an IP address, file, or valid domain: \"a..b\"",
        "forward . 1.1.1.1:99999 | 2 - invalid port \"99999\" in upstream address: 1.1.1.1:99999",
        "forward . 1.0.0.1 1.0.0.2 1.0.0.3 1.0.0.4 1.0.0.5 1.0.0.6 1.0.0.7 1.0.0.8 1.0.0.9 1.0.0.10 1.0.0.11 1.0.0.12 1.0.0.13 1.0.0.14 1.0.0.15 1.0.0.16 | 2 - more than 15 TOs configured: 16",
      })
  void refusesInUpstreamsWords(String directive, String message) {
    assertThatThrownBy(() -> parse(directive))
        .isInstanceOf(CorefileException.class)
        .hasMessage("plugin/forward: Corefile:" + message);
  }

  @Test
  void hasUpstreamsDefaults() {
    Stanza stanza = parse("forward . 10.0.0.1").stanzas().getFirst();
    assertThat(stanza.from()).isEqualTo(Name.ROOT);
    assertThat(stanza.connections().expire()).isEqualTo(Duration.ofSeconds(10));
    assertThat(stanza.connections().readTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(stanza.connections().maxAge()).isEqualTo(Duration.ZERO);
    assertThat(stanza.connections().maxIdle()).isZero();
    assertThat(stanza.health().maxFails()).isEqualTo(2);
    assertThat(stanza.health().interval()).isEqualTo(Duration.ofMillis(500));
    assertThat(stanza.health().recursionDesired()).isTrue();
    assertThat(stanza.health().domain()).isEqualTo(Name.ROOT);
    assertThat(stanza.selection().policy()).isEqualTo(Policy.RANDOM);
    assertThat(stanza.selection().maxConnectAttempts()).isEqualTo(OptionalInt.empty());
    assertThat(stanza.selection().maxConcurrent()).isZero();
  }

  @Test
  void readsEveryProperty() {
    Stanza stanza =
        parse(
                """
                forward Example.ORG 10.0.0.1 tls://[2001:db8::1]:8853 {
                  except a.example.org b.example.org
                  force_tcp
                  prefer_udp
                  expire 30s
                  max_age 1h
                  max_idle_conns 4
                  read_timeout 500ms
                  max_fails 7
                  max_connect_attempts 3
                  health_check 1s no_rec domain Probe.Example
                  tls
                  tls_servername dns.example
                  policy sequential
                  max_concurrent 1000
                  next NXDOMAIN servfail
                  next_on_nodata
                  failover SERVFAIL REFUSED
                  failfast_all_unhealthy_upstreams
                  source_address 10.1.1.1
                  resolver 10.0.0.10 [::1]:5353
                  doh_method GET
                }
                """)
            .stanzas()
            .getFirst();
    assertThat(stanza.from()).hasToString("example.org.");
    assertThat(stanza.except()).hasToString("[a.example.org., b.example.org.]");
    assertThat(stanza.connections().forceTcp()).isTrue();
    assertThat(stanza.connections().preferUdp()).isTrue();
    assertThat(stanza.connections().expire()).isEqualTo(Duration.ofSeconds(30));
    assertThat(stanza.connections().maxAge()).isEqualTo(Duration.ofHours(1));
    assertThat(stanza.connections().maxIdle()).isEqualTo(4);
    assertThat(stanza.connections().readTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(stanza.connections().source()).isPresent();
    assertThat(stanza.health().maxFails()).isEqualTo(7);
    assertThat(stanza.health().interval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(stanza.health().recursionDesired()).isFalse();
    assertThat(stanza.health().domain()).hasToString("probe.example.");
    assertThat(stanza.tls().serverName()).isEqualTo("dns.example");
    assertThat(stanza.selection().policy()).isEqualTo(Policy.SEQUENTIAL);
    assertThat(stanza.selection().maxConnectAttempts()).hasValue(3);
    assertThat(stanza.selection().maxConcurrent()).isEqualTo(1000);
    assertThat(stanza.selection().next()).containsExactly(3, 2);
    assertThat(stanza.selection().nextOnNodata()).isTrue();
    assertThat(stanza.selection().failover()).containsExactly(2, 5);
    assertThat(stanza.selection().failfast()).isTrue();
    assertThat(stanza.resolvers()).containsExactly("10.0.0.10", "[::1]:5353");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1,                   DNS 10.0.0.1 53 ''",
    "10.0.0.1:5353,              DNS 10.0.0.1 5353 ''",
    "dns://10.0.0.1:5353,        DNS 10.0.0.1 5353 ''",
    "::1,                        DNS ::1 53 ''",
    "[::1]:5353,                 DNS ::1 5353 ''",
    "tls://9.9.9.9,              TLS 9.9.9.9 853 ''",
    "tls://9.9.9.9%dns.quad9.net,        TLS 9.9.9.9 853 'dns.quad9.net'",
    "tls://9.9.9.9%dns.quad9.net:8853,   TLS 9.9.9.9 8853 'dns.quad9.net'",
    "tls://[2620:fe::fe%dns.quad9.net]:853, TLS 2620:fe::fe 853 'dns.quad9.net'",
    "https://9.9.9.9,            HTTPS 9.9.9.9 443 ''",
    "quic://9.9.9.9,             QUIC 9.9.9.9 853 ''",
  })
  void readsAddresses(String text, String expected) {
    var address = (Destination.Address) Destination.parse(text);
    assertThat(
            "%s %s %d '%s'"
                .formatted(address.transport(), address.ip(), address.port(), address.serverName()))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/resolv.conf,        /etc/resolv.conf,      /etc/resolv.conf, 53",
    "resolv.conf,             resolv.conf,           resolv.conf,      53",
    "dns.example:5353,        dns.example:5353,      dns.example,      5353",
    "tls://dns.example,       dns.example,           dns.example,      853",
  })
  void leavesFilesAndNamesToTheStart(String text, String path, String host, int port) {
    var named = (Destination.FileOrHost) Destination.parse(text);
    assertThat(named.path()).isEqualTo(path);
    assertThat(named.host()).isEqualTo(host);
    assertThat(named.port()).isEqualTo(port);
  }

  @Test
  void takesSeveralUsesInFileOrder() {
    ForwardConfig config =
        parse("forward example.org 10.0.0.1\nforward example.net 10.0.0.2\nforward . 10.0.0.3");
    assertThat(config.stanzas().stream().map(s -> s.from().toString()).toList())
        .containsExactly("example.org.", "example.net.", ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/8", "10.2.0.0/15"})
  void takesTheFirstZoneOfARange(String range) {
    assertThat(parse("forward " + range + " 10.0.0.1").stanzas().getFirst().from().toString())
        .endsWith("10.in-addr.arpa.");
  }

  private static ForwardConfig parse(String directive) {
    String lines =
        directive.lines().map(line -> line.replace(" ; ", "\n")).collect(Collectors.joining("\n"));
    return PluginTester.configuration(". {\n" + lines + "\n}\n", PLUGINS)
        .blocks()
        .getFirst()
        .of("forward", ForwardConfig.class)
        .orElseThrow();
  }
}
