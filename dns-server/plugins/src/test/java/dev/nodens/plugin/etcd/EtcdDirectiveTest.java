package dev.nodens.plugin.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.corefile.CorefileException;
import dev.nodens.wire.Name;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EtcdDirectiveTest {
  private static EtcdConfig parse(String directive) {
    String corefile = "example.org {\n" + directive.replace(';', '\n') + "\n}";
    var configuration = PluginTester.configuration(corefile, List.of(new EtcdPlugin()));
    return (EtcdConfig) configuration.blocks().getFirst().directives().getFirst().config();
  }

  @Test
  void hasDefaults() {
    assertThat(parse("etcd"))
        .isEqualTo(
            new EtcdConfig(
                List.of(Name.parse("example.org.")),
                KeyPath.parse("/skydns"),
                new EtcdConfig.Access(
                    List.of(URI.create("http://localhost:2379")), List.of(), Optional.empty()),
                new EtcdConfig.Lifetimes(30, 86_400),
                true,
                List.of()));
  }

  @Test
  void readsEveryOption() {
    EtcdConfig config =
        parse(
            "etcd a.org b.org {;stubzones;debug;upstream 8.8.8.8;path /x;tls cert key ca"
                + ";endpoint https://a:1 b:2;credentials u p;min-lease-ttl 1m;max-lease-ttl 90"
                + ";no_apex_fallback;fallthrough a.org;}");
    assertThat(config.zones()).containsExactly(Name.parse("a.org."), Name.parse("b.org."));
    assertThat(config.path().parts()).containsExactly("x");
    assertThat(config.access().endpoints())
        .containsExactly(URI.create("https://a:1"), URI.create("https://b:2"));
    assertThat(config.access().tls()).containsExactly("cert", "key", "ca");
    assertThat(config.access().credentials()).contains(new EtcdConfig.Credentials("u", "p"));
    assertThat(config.lifetimes()).isEqualTo(new EtcdConfig.Lifetimes(60, 90));
    assertThat(config.apexFallback()).isFalse();
    assertThat(config.fallthrough()).containsExactly(Name.parse("a.org."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "etcd {;nonsense;}           | unknown property 'nonsense'",
        "etcd {;stubzones x;}        | unknown property 'x'",
        "etcd {;path;}               | Wrong argument count or unexpected line ending after 'path'",
        "etcd {;endpoint;}           | Wrong argument count or unexpected line ending after 'endpoint'",
        "etcd {;endpoint ftp://x;}   | endpoint \"ftp://x\" is no URL",
        "etcd {;endpoint http://;}   | endpoint \"http://\" is no URL",
        "etcd {;tls a b c d;}        | maximum of three arguments allowed for TLS config, found 4",
        "etcd {;credentials;}        | Wrong argument count or unexpected line ending after 'credentials'",
        "etcd {;credentials a;}      | credentials requires 2 arguments, username and password",
        "etcd {;no_apex_fallback x;} | Wrong argument count or unexpected line ending after 'x'",
        "etcd {;min-lease-ttl;}      | Wrong argument count or unexpected line ending after 'min-lease-ttl'",
        "etcd {;min-lease-ttl x;}    | invalid min-lease-ttl value: invalid TTL format",
        "etcd {;max-lease-ttl -1s;}  | invalid max-lease-ttl value: TTL must be non-negative",
        "etcd {;max-lease-ttl 4294967296;} | invalid max-lease-ttl value: TTL too large",
      })
  void refuses(String directive, String message) {
    assertThatThrownBy(() -> parse(directive))
        .isInstanceOf(CorefileException.class)
        .hasMessageContaining(message);
  }
}
