package dev.nodens.zone;

import dev.nodens.corefile.GoSyntax;
import dev.nodens.wire.Name;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A copy of a zone that is kept as its SOA record says (RFC 1034 §4.3.5): looked after every
/// REFRESH, after every RETRY when that failed, and not served when it did not succeed for EXPIRE.
/// Blocking; its methods may be called by any thread.
public final class ZoneCopy {
  private static final Logger LOG = LoggerFactory.getLogger(ZoneCopy.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final ZoneSlot slot;
  private final List<? extends Primary> primaries;
  private final InstantSource clock;
  private final Supplier<ZoneListener> listener;
  private final ReentrantLock busy = new ReentrantLock();
  private Duration pause = FIRST_PAUSE;
  private long goodMillis;

  /// @param primaries asked in this order until one answers
  /// @param listener hears of each new content
  public ZoneCopy(
      ZoneSlot slot,
      List<? extends Primary> primaries,
      InstantSource clock,
      Supplier<ZoneListener> listener) {
    this.slot = slot;
    this.primaries = List.copyOf(primaries);
    this.clock = clock;
    this.listener = listener;
  }

  /// The place of the zone.
  public ZoneSlot slot() {
    return slot;
  }

  /// Fetches the zone if it is not there yet, else looks whether there is a newer one.
  ///
  /// @return how long to wait before the next call
  public Duration refresh() {
    busy.lock();
    try {
      @Nullable Zone zone = slot.zone();
      return zone == null ? first() : again(zone);
    } finally {
      busy.unlock();
    }
  }

  /// Looks at once whether there is a newer zone, because `from` said so (RFC 1996).
  public void notified(String from) {
    busy.lock();
    try {
      @Nullable Zone zone = slot.zone();
      if (zone == null || !isNewerThere(zone)) {
        LOG.info(
            "plugin/secondary: Notify from {} for {}: no SOA serial increase seen",
            from,
            slot.origin());
        return;
      }
      transfer();
    } catch (IOException e) {
      LOG.warn("plugin/secondary: Notify from {} for {}: {}", from, slot.origin(), e.getMessage());
    } finally {
      busy.unlock();
    }
  }

  private Duration first() {
    try {
      transfer();
      pause = FIRST_PAUSE;
      return refreshInterval();
    } catch (IOException e) {
      Duration wait = pause;
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
      LOG.warn(
          "plugin/secondary: All '{}' masters failed to transfer, retrying in {}: {}",
          slot.origin(),
          GoSyntax.text(wait),
          e.getMessage());
      return wait;
    }
  }

  private Duration again(Zone zone) {
    try {
      if (isNewerThere(zone)) {
        transfer();
      } else {
        confirmed(zone);
      }
      return refreshInterval();
    } catch (IOException e) {
      LOG.warn("plugin/secondary: Failed refresh check of {}: {}", slot.origin(), e.getMessage());
      if (clock.millis() - goodMillis >= atLeastOneSecond(zone.expire()).toMillis()
          && !slot.expired()) {
        slot.expire();
        LOG.error("plugin/secondary: Zone {} is expired", slot.origin());
      }
      return atLeastOneSecond(zone.retry());
    }
  }

  private Duration refreshInterval() {
    @Nullable Zone zone = slot.zone();
    return atLeastOneSecond(zone == null ? 1 : zone.refresh());
  }

  private static Duration atLeastOneSecond(long seconds) {
    return Duration.ofSeconds(Math.max(1, seconds));
  }

  private boolean isNewerThere(Zone zone) throws IOException {
    @Nullable IOException failure = null;
    for (Primary primary : primaries) {
      try {
        return Serial.isNewer(primary.serial(slot.origin()), zone.serial());
      } catch (IOException e) {
        failure = e;
      }
    }
    throw noneLeft(failure);
  }

  private void transfer() throws IOException {
    @Nullable IOException failure = null;
    for (Primary primary : primaries) {
      try {
        confirmed(primary.transfer(slot.origin()));
        LOG.info("plugin/secondary: Transferred: {} from {}", slot.origin(), primary);
        listener.get().changed(slot.origin());
        return;
      } catch (IOException e) {
        failure = failed(primary, slot.origin(), e);
      } catch (ZoneException e) {
        failure = failed(primary, slot.origin(), e);
      }
    }
    throw noneLeft(failure);
  }

  private void confirmed(Zone zone) {
    slot.use(zone);
    goodMillis = clock.millis();
  }

  private static IOException failed(Primary primary, Name origin, Exception e) {
    LOG.error(
        "plugin/secondary: Failed to transfer `{}' from {}: {}", origin, primary, e.getMessage());
    return new IOException(e.getMessage(), e);
  }

  private static IOException noneLeft(@Nullable IOException failure) {
    return failure == null ? new IOException("there is no primary") : failure;
  }
}
