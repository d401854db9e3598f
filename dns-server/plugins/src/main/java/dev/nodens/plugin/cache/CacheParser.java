package dev.nodens.plugin.cache;

import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.DomainText;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.plugin.cache.CacheConfig.Limits;
import dev.nodens.plugin.cache.CacheConfig.Prefetch;
import dev.nodens.plugin.cache.CacheConfig.Stale;
import dev.nodens.wire.Name;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads the directive with upstream's defaults and words.
final class CacheParser {
  private static final int CAPACITY = 10_000;
  private static final Duration MOST_SERVFAIL = Duration.ofMinutes(5);

  private final Cursor cursor;
  private Limits success = new Limits(CAPACITY, 3600, 5);
  private Limits denial = new Limits(CAPACITY, 1800, 5);
  private Duration servfail = Duration.ofSeconds(5);
  private Prefetch prefetch = new Prefetch(0, Duration.ofMinutes(1), 10);
  private @Nullable Stale stale;
  private boolean preferPositive;
  private List<Name> disabledSuccess = List.of();
  private List<Name> disabledDenial = List.of();
  private boolean keepTtl;

  CacheParser(Cursor cursor) {
    this.cursor = cursor;
  }

  /// @param blockZones what the directive applies to unless it names zones
  CacheConfig parse(List<String> blockZones) {
    List<String> zones = blockZones;
    int uses = 0;
    while (cursor.next()) {
      if (uses++ > 0) {
        throw cursor.refusal("this plugin can only be used once per Server Block");
      }
      zones = ZoneKeys.origins(ttlAndZones(), blockZones);
      while (cursor.nextBlock()) {
        property();
      }
    }
    if (preferPositive && stale == null) {
      throw cursor.refusal("serve_stale_policy requires serve_stale");
    }
    return new CacheConfig(
        reading(zones),
        success,
        denial,
        servfail,
        prefetch,
        Optional.ofNullable(stale).map(this::withPolicy),
        disabledSuccess,
        disabledDenial,
        keepTtl);
  }

  private Stale withPolicy(Stale read) {
    return new Stale(
        read.upTo(),
        read.verify(),
        read.verifyTimeout(),
        read.ttl(),
        read.recheck(),
        preferPositive);
  }

  /// A whole number as first word is the TTL; the other words are zones.
  private List<String> ttlAndZones() {
    List<String> words = cursor.remainingArgs();
    if (words.isEmpty() || !words.getFirst().matches("[+-]?\\d{1,9}")) {
      return words;
    }
    int ttl = ttl(words.getFirst());
    success = new Limits(success.capacity(), ttl, success.minTtl());
    denial = new Limits(denial.capacity(), ttl, denial.minTtl());
    return words.subList(1, words.size());
  }

  private void property() {
    switch (cursor.value()) {
      case "success" -> success = limits(success);
      case "denial" -> denial = limits(denial);
      case "prefetch" -> prefetch = prefetch();
      case "serve_stale" -> stale = new StaleParser(cursor).parse();
      case "serve_stale_policy" -> policy();
      case "servfail" -> servfail = servfail();
      case "disable" -> disable();
      case "keepttl" -> {
        cursor.noMoreArguments();
        keepTtl = true;
      }
      default -> throw cursor.argumentError();
    }
  }

  private Limits limits(Limits before) {
    List<String> words = cursor.remainingArgs();
    if (words.isEmpty()) {
      throw cursor.argumentError();
    }
    int capacity = integer(words.getFirst());
    int ttl = words.size() > 1 ? ttl(words.get(1)) : before.ttl();
    int minTtl = words.size() > 2 ? integer(words.get(2)) : before.minTtl();
    if (minTtl < 0) {
      throw cursor.refusal("cache min TTL can not be negative: " + minTtl);
    }
    return new Limits(capacity, ttl, minTtl);
  }

  private int ttl(String word) {
    int ttl = integer(word);
    if (ttl <= 0) {
      throw cursor.refusal("cache TTL can not be zero or negative: " + ttl);
    }
    return ttl;
  }

  private Prefetch prefetch() {
    List<String> words = cursor.remainingArgs();
    if (words.isEmpty() || words.size() > 3) {
      throw cursor.argumentError();
    }
    int hits = integer(words.getFirst());
    if (hits < 0) {
      throw cursor.refusal("prefetch amount should be positive: " + hits);
    }
    Duration gap = words.size() > 1 ? duration(words.get(1)) : prefetch.gap();
    int percentage = words.size() > 2 ? percentage(words.get(2)) : prefetch.percentage();
    return new Prefetch(hits, gap, percentage);
  }

  private int percentage(String word) {
    if (!word.endsWith("%")) {
      throw cursor.refusal(
          "last character of percentage should be `%%`, but is: '%s'"
              .formatted(word.isEmpty() ? "" : word.substring(word.length() - 1)));
    }
    int percentage = integer(word.substring(0, word.length() - 1));
    if (percentage < 10 || percentage > 90) {
      throw cursor.refusal("percentage should fall in range [10, 90]: " + percentage);
    }
    return percentage;
  }

  private void policy() {
    if (preferPositive) {
      throw cursor.refusal("serve_stale_policy can only be specified once");
    }
    String word = cursor.onlyArgument();
    if (!word.toLowerCase(Locale.ROOT).equals("prefer_positive")) {
      throw cursor.refusal("invalid serve_stale_policy: " + word);
    }
    preferPositive = true;
  }

  private Duration servfail() {
    Duration ttl = duration(cursor.onlyArgument());
    if (ttl.isNegative()) {
      throw cursor.refusal("invalid negative ttl for servfail");
    }
    if (ttl.compareTo(MOST_SERVFAIL) > 0) {
      throw cursor.refusal("caching SERVFAIL responses over 5 minutes is not permitted");
    }
    return ttl;
  }

  private void disable() {
    List<String> words = cursor.remainingArgs();
    if (words.isEmpty()) {
      throw cursor.argumentError();
    }
    List<Name> zones =
        words.size() == 1
            ? List.of(Name.ROOT)
            : reading(words.subList(1, words.size()).stream().map(DomainText::normalized).toList());
    switch (words.getFirst()) {
      case "success" -> disabledSuccess = zones;
      case "denial" -> disabledDenial = zones;
      default -> throw cursor.refusal("cache type for disable must be \"success\" or \"denial\"");
    }
  }

  private List<Name> reading(List<String> zones) {
    return zones.stream().map(zone -> reading(() -> Name.parse(zone))).toList();
  }

  private int integer(String word) {
    return reading(() -> GoSyntax.integer(word));
  }

  private Duration duration(String word) {
    return reading(() -> GoSyntax.duration(word));
  }

  private <T> T reading(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(String.valueOf(e.getMessage()));
    }
  }
}
