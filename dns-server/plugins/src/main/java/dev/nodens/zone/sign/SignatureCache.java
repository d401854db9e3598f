package dev.nodens.zone.sign;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.RRSIGRecord;

/// Signatures by what they sign; the one that was not asked for the longest time goes first. Any
/// thread.
final class SignatureCache {
  /// A signature is made anew this long before it ends, as CoreDNS does.
  private static final Duration RENEWAL = Duration.ofDays(2);

  private final int capacity;
  private final Map<ByteBuffer, List<RRSIGRecord>> signatures =
      new LinkedHashMap<>(16, 0.75f, true);

  SignatureCache(int capacity) {
    this.capacity = capacity;
  }

  synchronized @Nullable List<RRSIGRecord> get(ByteBuffer key, Instant now) {
    List<RRSIGRecord> found = signatures.get(key);
    Instant then = now.plus(RENEWAL);
    if (found == null || found.stream().allMatch(sig -> sig.getExpire().isAfter(then))) {
      return found;
    }
    signatures.remove(key);
    return null;
  }

  synchronized void put(ByteBuffer key, List<RRSIGRecord> made) {
    signatures.put(key, List.copyOf(made));
    if (signatures.size() > capacity) {
      var oldest = signatures.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  synchronized int size() {
    return signatures.size();
  }
}
