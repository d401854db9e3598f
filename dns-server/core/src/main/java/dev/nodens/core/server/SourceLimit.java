package dev.nodens.core.server;

import dev.nodens.core.Exchange;
import dev.nodens.core.Transport;
import dev.nodens.core.metrics.Counter;
import dev.nodens.wire.Octets;
import java.util.Arrays;

/// Tells whether a source sends more queries than it may. Each event loop has a table of its own,
/// of a fixed size: no lock, and nothing is allocated for a query.
///
/// Of a source one number is kept, the time until which its queries so far have used up its rate
/// (the generic cell rate algorithm, ITU-T I.371). A place of the table has room for a few sources;
/// the one whose time is furthest back is forgotten first, and may begin anew.
final class SourceLimit {
  private static final int WAYS = 4;
  private static final long NANOS = 1_000_000_000L;
  private static final int LOOPBACK = 127;
  private static final int MAPPED = 12;
  private static final byte[] ZERO = new byte[16];

  private final long interval;
  private final long tolerance;
  private final boolean drop;
  private final int places;
  private final long secret;
  private final long[][] sources;
  private final long[][] usedUntil;
  private final Counter limited;

  /// @param secret keeps a client from choosing addresses that push out others
  SourceLimit(SourceRate rate, int loops, long secret, Counter limited) {
    this.interval = NANOS / rate.perSecond();
    this.tolerance = interval * (rate.burst() - 1);
    this.drop = rate.drop();
    this.places = rate.sources() / WAYS;
    this.secret = secret;
    this.sources = new long[loops][rate.sources()];
    this.usedUntil = new long[loops][rate.sources()];
    this.limited = limited;
  }

  /// Whether a query that is too much gets no reply, instead of REFUSED.
  boolean drops() {
    return drop;
  }

  /// Counts the query of `exchange`; whether it may be served. What the server asks itself always
  /// may, and so may the machine itself.
  boolean admits(Exchange exchange) {
    byte[] address = exchange.clientAddress();
    int length = exchange.clientAddressLength();
    if (exchange.transport() == Transport.INTERNAL || isLoopback(address, length)) {
      return true;
    }
    int loop = exchange.loop().index();
    boolean admitted = take(loop, source(address, length), exchange.startNanos());
    if (!admitted) {
      limited.increment(loop);
    }
    return admitted;
  }

  private boolean take(int loop, long source, long now) {
    long[] known = sources[loop];
    long[] until = usedUntil[loop];
    int first = ((int) (source >>> 40) & places - 1) * WAYS;
    int slot = first;
    for (int i = first; i < first + WAYS; i++) {
      if (known[i] == source) {
        long ahead = until[i] - now;
        if (ahead > tolerance) {
          return false;
        }
        until[i] = (ahead > 0 ? until[i] : now) + interval;
        return true;
      }
      // An empty slot goes before all others.
      if (known[slot] != 0 && (known[i] == 0 || until[i] - until[slot] < 0)) {
        slot = i;
      }
    }
    known[slot] = source;
    until[slot] = now + interval;
    return true;
  }

  /// A number for an address, not 0; two addresses with the same one are as good as impossible.
  private long source(byte[] address, int length) {
    long high = 0;
    long low = Octets.u32(address, length - 4);
    if (length == 16 && !isMapped(address)) {
      high = Octets.i64(address, 0);
      low = Octets.i64(address, 8);
    }
    long mixed = mix(mix(high ^ secret) + low ^ Long.rotateLeft(secret, 32));
    return mixed == 0 ? 1 : mixed;
  }

  /// The finalizer of SplitMix64.
  private static long mix(long bits) {
    long z = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  private static boolean isLoopback(byte[] address, int length) {
    if (length == 4) {
      return address[0] == LOOPBACK;
    }
    if (isMapped(address)) {
      return address[MAPPED] == LOOPBACK;
    }
    return length == 16 && address[15] == 1 && isZero(address, 15);
  }

  private static boolean isMapped(byte[] address) {
    return address[10] == -1 && address[11] == -1 && isZero(address, 10);
  }

  private static boolean isZero(byte[] address, int length) {
    return Arrays.mismatch(address, 0, length, ZERO, 0, length) < 0;
  }
}
