package dev.nodens.plugin.cache;

import java.util.Optional;

/// The property `serve_stale` as numbers; all zero without it.
final class StalePolicy {
  private final long seconds;
  private final boolean verify;
  private final long verifyTimeoutNanos;
  private final int ttl;
  private final long recheckNanos;
  private final boolean preferPositive;

  StalePolicy(Optional<CacheConfig.Stale> config) {
    seconds = config.map(c -> c.upTo().toSeconds()).orElse(0L);
    verify = config.map(CacheConfig.Stale::verify).orElse(false);
    verifyTimeoutNanos = config.map(c -> c.verifyTimeout().toNanos()).orElse(0L);
    ttl = config.map(CacheConfig.Stale::ttl).orElse(0);
    recheckNanos = config.map(c -> c.recheck().toNanos()).orElse(0L);
    preferPositive = config.map(CacheConfig.Stale::preferPositive).orElse(false);
  }

  /// How long after its end an answer is given out.
  long seconds() {
    return seconds;
  }

  boolean verify() {
    return verify;
  }

  long verifyTimeoutNanos() {
    return verifyTimeoutNanos;
  }

  /// What such answers show as TTL.
  int ttl() {
    return ttl;
  }

  long recheckNanos() {
    return recheckNanos;
  }

  boolean preferPositive() {
    return preferPositive;
  }
}
