package dev.nodens.plugin.cache;

import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.plugin.cache.CacheConfig.Stale;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Reads `serve_stale [DURATION [immediate [TTL [RECHECK]] | verify [TIMEOUT [TTL [RECHECK]]]]]`.
final class StaleParser {
  private static final Duration UP_TO = Duration.ofHours(1);
  private static final Duration MOST_RECHECK = Duration.ofMinutes(5);
  private static final long MOST_TTL = 0xffffffffL;

  private final Cursor cursor;

  StaleParser(Cursor cursor) {
    this.cursor = cursor;
  }

  Stale parse() {
    List<String> words = cursor.remainingArgs();
    if (words.size() > 5) {
      throw cursor.argumentError();
    }
    Duration upTo = words.isEmpty() ? UP_TO : duration("", words.getFirst());
    if (upTo.isNegative()) {
      throw cursor.refusal("invalid negative duration for serve_stale");
    }
    boolean verify = words.size() > 1 && verify(words.get(1).toLowerCase(Locale.ROOT));
    List<String> rest = words.size() > 2 ? words.subList(2, words.size()) : List.of();
    Duration timeout = Duration.ZERO;
    if (verify && !rest.isEmpty()) {
      timeout = duration("invalid serve_stale verify timeout: ", rest.getFirst());
      if (timeout.isNegative()) {
        throw cursor.refusal("invalid negative timeout for serve_stale verify");
      }
      rest = rest.subList(1, rest.size());
    }
    if (rest.size() > 2) {
      throw cursor.argumentError();
    }
    int ttl = rest.isEmpty() ? 0 : ttl(rest.getFirst());
    Duration recheck = rest.size() > 1 ? recheck(rest.get(1)) : Duration.ZERO;
    return new Stale(upTo, verify, timeout, ttl, recheck, false);
  }

  private boolean verify(String mode) {
    return switch (mode) {
      case "immediate" -> false;
      case "verify" -> true;
      default -> throw cursor.refusal("invalid value for serve_stale refresh mode: " + mode);
    };
  }

  private int ttl(String word) {
    Duration ttl = duration("invalid serve_stale response TTL: ", word);
    if (ttl.isNegative()) {
      throw cursor.refusal("invalid negative response TTL for serve_stale");
    }
    if (ttl.toNanosPart() != 0) {
      throw cursor.refusal("serve_stale response TTL must be a whole number of seconds");
    }
    if (ttl.toSeconds() > MOST_TTL) {
      throw cursor.refusal("serve_stale response TTL exceeds the DNS TTL range");
    }
    return (int) ttl.toSeconds();
  }

  private Duration recheck(String word) {
    Duration recheck = duration("invalid serve_stale failure recheck: ", word);
    if (recheck.isNegative()) {
      throw cursor.refusal("invalid negative failure recheck for serve_stale");
    }
    if (recheck.compareTo(MOST_RECHECK) > 0) {
      throw cursor.refusal("serve_stale failure recheck cannot exceed 5 minutes");
    }
    return recheck;
  }

  private Duration duration(String prefix, String word) {
    try {
      return GoSyntax.duration(word);
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(prefix + e.getMessage());
    }
  }
}
