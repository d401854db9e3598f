package dev.nodens.plugin.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.plugin.cache.CacheConfig.Limits;
import dev.nodens.plugin.cache.CacheConfig.Prefetch;
import dev.nodens.plugin.cache.CacheConfig.Stale;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CacheParserTest {
  private static final List<CachePlugin> PLUGINS = List.of(new CachePlugin());

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "cache 0 | 2 - cache TTL can not be zero or negative: 0",
        "cache -1 | 2 - cache TTL can not be zero or negative: -1",
        "cache ; cache | 3 - this plugin can only be used once per Server Block",
        "cache { ; nothing ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'nothing'",
        "cache { ; success ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'success'",
        "cache { ; success x ; } | 3 - strconv.Atoi: parsing \"x\": invalid syntax",
        "cache { ; success 10 0 ; } | 3 - cache TTL can not be zero or negative: 0",
        "cache { ; success 10 x ; } | 3 - strconv.Atoi: parsing \"x\": invalid syntax",
        "cache { ; success 10 20 -1 ; } | 3 - cache min TTL can not be negative: -1",
        "cache { ; denial ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'denial'",
        "cache { ; denial 10 20 -1 ; } | 3 - cache min TTL can not be negative: -1",
        "cache { ; prefetch ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'prefetch'",
        "cache { ; prefetch 1 1m 10% x ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'x'",
        "cache { ; prefetch -1 ; } | 3 - prefetch amount should be positive: -1",
        "cache { ; prefetch 1 x ; } | 3 - time: invalid duration \"x\"",
        "cache { ; prefetch 1 1m 10 ; } | 3 - last character of percentage should be `%`, but is: '0'",
        "cache { ; prefetch 1 1m 9% ; } | 3 - percentage should fall in range [10, 90]: 9",
        "cache { ; serve_stale 1 ; } | 3 - time: missing unit in duration \"1\"",
        "cache { ; serve_stale -1s ; } | 3 - invalid negative duration for serve_stale",
        "cache { ; serve_stale 1h soon ; } | 3 - invalid value for serve_stale refresh mode: soon",
        "cache { ; serve_stale 1h verify x ; } | 3 - invalid serve_stale verify timeout: time: invalid duration \"x\"",
        "cache { ; serve_stale 1h verify -1s ; } | 3 - invalid negative timeout for serve_stale verify",
        "cache { ; serve_stale 1h immediate 1500ms ; } | 3 - serve_stale response TTL must be a whole number of seconds",
        "cache { ; serve_stale 1h immediate -1s ; } | 3 - invalid negative response TTL for serve_stale",
        "cache { ; serve_stale 1h immediate 30s 6m ; } | 3 - serve_stale failure recheck cannot exceed 5 minutes",
        "cache { ; serve_stale 1h immediate 30s 30s 30s ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after '30s'",
        "cache { ; serve_stale 1h verify 1s 30s -1s ; } | 3 - invalid negative failure recheck for serve_stale",
        "cache { ; serve_stale a b c d e f ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'f'",
        "cache { ; serve_stale_policy x ; } | 3 - invalid serve_stale_policy: x",
        "cache { ; serve_stale_policy prefer_positive ; } | 4 - serve_stale_policy requires serve_stale",
        "cache { ; serve_stale ; serve_stale_policy prefer_positive ; serve_stale_policy prefer_positive ; } | 5 - serve_stale_policy can only be specified once",
        "cache { ; servfail ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'servfail'",
        "cache { ; servfail -1s ; } | 3 - invalid negative ttl for servfail",
        "cache { ; servfail 6m ; } | 3 - caching SERVFAIL responses over 5 minutes is not permitted",
        "cache { ; disable ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'disable'",
        "cache { ; disable all ; } | 3 - cache type for disable must be \"success\" or \"denial\"",
        "cache { ; keepttl x ; } | 3 - Error during parsing: Wrong argument count or unexpected line ending after 'x'",
      })
  void refusesInUpstreamsWords(String directive, String message) {
    assertThatThrownBy(() -> parse("example.org", directive))
        .hasMessage("plugin/cache: Corefile:" + message);
  }

  @Test
  void hasUpstreamsDefaults() {
    CacheConfig config = parse("example.org example.net", "cache");
    assertThat(config.zones()).hasToString("[example.org., example.net.]");
    assertThat(config.success()).isEqualTo(new Limits(10_000, 3600, 5));
    assertThat(config.denial()).isEqualTo(new Limits(10_000, 1800, 5));
    assertThat(config.success().entries()).isEqualTo(9984);
    assertThat(config.servfail()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.prefetch()).isEqualTo(new Prefetch(0, Duration.ofMinutes(1), 10));
    assertThat(config.stale()).isEmpty();
    assertThat(config.disabledSuccess()).isEmpty();
    assertThat(config.disabledDenial()).isEmpty();
    assertThat(config.keepTtl()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, 1024", "1024, 1024", "1279, 1024", "1280, 1280", "10000, 9984", "-5, 1024"})
  void roundsCapacityAsUpstreamDoes(int capacity, int entries) {
    assertThat(new Limits(capacity, 1, 1).entries()).isEqualTo(entries);
  }

  @Test
  void aNumberIsTheTtlOfBothKindsAndWordsAreZones() {
    CacheConfig config = parse(".", "cache 30 Example.org 10.0.0.0/8");
    assertThat(config.success().ttl()).isEqualTo(30);
    assertThat(config.denial().ttl()).isEqualTo(30);
    assertThat(config.zones()).hasToString("[example.org., 10.in-addr.arpa.]");
    assertThat(parse(".", "cache abc").zones()).hasToString("[abc.]");
  }

  @Test
  void readsEveryProperty() {
    CacheConfig config =
        parse(
            ".",
            """
            cache {
              success 2000 600 10
              denial 1500 60 1
              prefetch 3 30s 20%
              serve_stale 30m verify 200ms 30s 1m
              serve_stale_policy prefer_positive
              servfail 10s
              disable success cluster.local
              disable denial
              keepttl
            }
            """);
    assertThat(config.success()).isEqualTo(new Limits(2000, 600, 10));
    assertThat(config.denial()).isEqualTo(new Limits(1500, 60, 1));
    assertThat(config.prefetch()).isEqualTo(new Prefetch(3, Duration.ofSeconds(30), 20));
    assertThat(config.stale())
        .hasValue(
            new Stale(
                Duration.ofMinutes(30),
                true,
                Duration.ofMillis(200),
                30,
                Duration.ofMinutes(1),
                true));
    assertThat(config.servfail()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.disabledSuccess()).hasToString("[cluster.local.]");
    assertThat(config.disabledDenial()).hasToString("[.]");
    assertThat(config.keepTtl()).isTrue();
  }

  @Test
  void acceptsWordsBehindTheMinimumTtlAsUpstreamDoes() {
    assertThat(parse(".", "cache {\n success 1 2 3 4\n}").success()).isEqualTo(new Limits(1, 2, 3));
  }

  private static CacheConfig parse(String keys, String directive) {
    String lines = directive.replace(" ; ", "\n");
    return PluginTester.configuration(keys + " {\n" + lines + "\n}\n", PLUGINS)
        .blocks()
        .getFirst()
        .of("cache", CacheConfig.class)
        .orElseThrow();
  }
}
