package dev.nodens.plugin.erratic;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import java.time.Duration;
import java.util.List;

/// `erratic { drop [N]; delay [N [DURATION]]; truncate [N]; large }`.
public final class ErraticPlugin implements Plugin<ErraticConfig> {
  private static final int DEFAULT = 2;
  private static final Duration DEFAULT_DELAY = Duration.ofMillis(100);

  @Override
  public String name() {
    return "erratic";
  }

  @Override
  public ErraticConfig parse(Cursor cursor, BlockScope scope) {
    int drop = DEFAULT;
    boolean dropGiven = false;
    int delay = 0;
    Duration duration = DEFAULT_DELAY;
    int truncate = 0;
    boolean large = false;
    while (cursor.next()) {
      while (cursor.nextBlock()) {
        switch (cursor.value()) {
          case "drop" -> {
            List<String> args = atMost(1, cursor);
            drop = amount(args, drop, cursor);
            dropGiven |= !args.isEmpty();
          }
          case "delay" -> {
            List<String> args = atMost(2, cursor);
            delay = amount(args, DEFAULT, cursor);
            duration = args.size() < 2 ? DEFAULT_DELAY : duration(args.get(1), cursor);
          }
          case "truncate" -> truncate = amount(atMost(1, cursor), DEFAULT, cursor);
          case "large" -> large = true;
          default -> throw cursor.error("unknown property '" + cursor.value() + "'");
        }
      }
    }
    boolean otherwiseErratic = (delay > 0 || truncate > 0) && !dropGiven;
    return new ErraticConfig(otherwiseErratic ? 0 : drop, delay, duration, truncate, large);
  }

  private static List<String> atMost(int count, Cursor cursor) {
    List<String> args = cursor.remainingArgs();
    if (args.size() > count) {
      throw cursor.argumentError();
    }
    return args;
  }

  private static int amount(List<String> args, int otherwise, Cursor cursor) {
    if (args.isEmpty()) {
      return otherwise;
    }
    int amount;
    try {
      amount = GoSyntax.integer(args.getFirst());
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(
          String.valueOf(e.getMessage()).replace("strconv.Atoi", "strconv.ParseInt"));
    }
    if (amount < 0) {
      throw cursor.refusal("illegal amount value given " + GoSyntax.quote(args.getFirst()));
    }
    return amount;
  }

  private static Duration duration(String text, Cursor cursor) {
    try {
      return GoSyntax.duration(text);
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void install(ErraticConfig config, Installation installation) {
    var handler = new ErraticHandler(config);
    installation.handler(handler);
    installation.readiness(handler::askedOften);
  }
}
