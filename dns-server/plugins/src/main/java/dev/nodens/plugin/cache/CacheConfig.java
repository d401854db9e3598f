package dev.nodens.plugin.cache;

import dev.nodens.wire.Name;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the directive says.
///
/// @param zones names at or below these go through the cache
/// @param servfail how long a failure is kept; zero means not at all
/// @param disabledSuccess no positive answer at or below these is kept
/// @param disabledDenial no denial and no failure at or below these is kept
/// @param keepTtl whether answers from the cache show the TTL that they were stored with
public record CacheConfig(
    List<Name> zones,
    Limits success,
    Limits denial,
    Duration servfail,
    Prefetch prefetch,
    Optional<Stale> stale,
    List<Name> disabledSuccess,
    List<Name> disabledDenial,
    boolean keepTtl) {

  public CacheConfig {
    zones = List.copyOf(zones);
    disabledSuccess = List.copyOf(disabledSuccess);
    disabledDenial = List.copyOf(disabledDenial);
  }

  /// Bounds of one kind of answers; TTLs in seconds.
  ///
  /// @param capacity number of answers, as written
  public record Limits(int capacity, int ttl, int minTtl) {
    private static final int SHARDS = 256;
    private static final int LEAST = 1024;

    /// Number of answers that are kept: CoreDNS's rounding, so that its metrics stay comparable.
    public int entries() {
      return Math.max(LEAST, capacity / SHARDS * SHARDS);
    }
  }

  /// When an answer is fetched anew before it ends.
  ///
  /// @param hits least number of hits with gaps below `gap`; 0 switches it off
  /// @param percentage of the TTL that is left at most
  public record Prefetch(int hits, Duration gap, int percentage) {}

  /// How answers are given out after their end (RFC 8767).
  ///
  /// @param upTo how long after their end; zero means never
  /// @param verify whether the upstream is asked first
  /// @param verifyTimeout how long it is waited for; zero means as long as it takes
  /// @param ttl TTL in seconds that such answers show
  /// @param recheck pause after a failed refresh
  /// @param preferPositive whether a positive answer that has ended goes before a denial
  public record Stale(
      Duration upTo,
      boolean verify,
      Duration verifyTimeout,
      int ttl,
      Duration recheck,
      boolean preferPositive) {}
}
