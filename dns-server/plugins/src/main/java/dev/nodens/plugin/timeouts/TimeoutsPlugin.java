package dev.nodens.plugin.timeouts;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.ListenOptions;
import dev.nodens.core.config.StreamLimits;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import java.time.Duration;

/// `timeouts { read|write|idle DURATION; maxtcpqueries NUMBER }`.
public final class TimeoutsPlugin implements Plugin<StreamLimits> {
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofHours(24);

  @Override
  public String name() {
    return "timeouts";
  }

  @Override
  public StreamLimits parse(Cursor cursor, BlockScope scope) {
    StreamLimits limits = StreamLimits.DEFAULT;
    while (cursor.next()) {
      cursor.noMoreArguments();
      boolean any = false;
      while (cursor.nextBlock()) {
        limits = option(limits, cursor);
        any = true;
      }
      if (!any) {
        throw cursor.error("timeouts block with no timeouts specified");
      }
    }
    return limits;
  }

  private static StreamLimits option(StreamLimits limits, Cursor cursor) {
    String option = cursor.value();
    String value = cursor.onlyArgument();
    if (option.equals("maxtcpqueries")) {
      return new StreamLimits(limits.read(), limits.write(), limits.idle(), queries(value, cursor));
    }
    Duration time = time(value, cursor);
    return switch (option) {
      case "read" -> new StreamLimits(time, limits.write(), limits.idle(), limits.queries());
      case "write" -> new StreamLimits(limits.read(), time, limits.idle(), limits.queries());
      case "idle" -> new StreamLimits(limits.read(), limits.write(), time, limits.queries());
      default -> throw cursor.error("unknown option: '" + option + "'");
    };
  }

  private static int queries(String text, Cursor cursor) {
    int number;
    try {
      number = GoSyntax.integer(text);
    } catch (IllegalArgumentException e) {
      throw cursor.error("invalid value for maxtcpqueries '" + text + "': " + e.getMessage());
    }
    if (number == 0 || number < -1) {
      throw cursor.error(
          "maxtcpqueries provided '"
              + number
              + "' needs to be -1 (unlimited) or a positive integer");
    }
    return number == -1 ? Integer.MAX_VALUE : number;
  }

  private static Duration time(String text, Cursor cursor) {
    Duration time;
    try {
      time = GoSyntax.durationOrSeconds(text);
    } catch (IllegalArgumentException e) {
      throw cursor.error(String.valueOf(e.getMessage()));
    }
    if (time.compareTo(LEAST) < 0 || time.compareTo(MOST) > 0) {
      throw cursor.error(
          "timeout provided '"
              + GoSyntax.text(time)
              + "' needs to be between 1 second and 24 hours");
    }
    return time;
  }

  @Override
  public void listen(StreamLimits limits, ListenOptions options) {
    options.limits(limits);
  }

  @Override
  public void install(StreamLimits limits, Installation installation) {}
}
