package dev.nodens.plugin.reload;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// `reload [INTERVAL [JITTER]]`
public final class ReloadPlugin implements Plugin<ReloadConfig> {
  private static final Duration LEAST_INTERVAL = Duration.ofSeconds(2);
  private static final Duration LEAST_JITTER = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "reload";
  }

  @Override
  public ReloadConfig parse(Cursor cursor, BlockScope scope) {
    ReloadConfig config = ReloadConfig.DEFAULT;
    while (cursor.next()) {
      List<String> args = cursor.remainingArgs();
      if (args.size() > 2) {
        throw cursor.argumentError();
      }
      Duration interval =
          args.isEmpty()
              ? ReloadConfig.DEFAULT.interval()
              : duration(args.getFirst(), LEAST_INTERVAL, "interval", cursor);
      Duration jitter =
          args.size() < 2
              ? ReloadConfig.DEFAULT.jitter()
              : duration(args.get(1), LEAST_JITTER, "jitter", cursor);
      // Not by Duration: its division reckons with BigDecimal, which takes 30 ms of a cold JVM.
      Duration half = Duration.ofNanos(interval.toNanos() / 2);
      config = new ReloadConfig(interval, jitter.compareTo(half) > 0 ? half : jitter);
    }
    return config;
  }

  private static Duration duration(String text, Duration least, String what, Cursor cursor) {
    Duration duration;
    try {
      duration = GoSyntax.duration(text);
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(String.valueOf(e.getMessage()));
    }
    if (duration.compareTo(least) < 0) {
      throw cursor.refusal(what + " value must be greater or equal to " + GoSyntax.text(least));
    }
    return duration;
  }

  @Override
  public void install(ReloadConfig config, Installation installation) {
    long jitter = config.jitter().toMillis();
    Duration period =
        config
            .interval()
            .plusMillis(jitter == 0 ? 0 : ThreadLocalRandom.current().nextLong(jitter));
    var watch = new CorefileWatch(installation.platform().reloader(), installation.metrics());
    installation.onListening(watch::serving);
    installation.every(period, watch);
  }
}
