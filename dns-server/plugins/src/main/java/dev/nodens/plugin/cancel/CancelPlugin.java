package dev.nodens.plugin.cancel;

import dev.nodens.core.Exchange;
import dev.nodens.core.Installation;
import dev.nodens.core.Outcome;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import java.time.Duration;
import java.util.List;

/// `cancel [TIMEOUT]`: a query that is not answered by then is not tried at another upstream.
public final class CancelPlugin implements Plugin<CancelPlugin.Config> {
  private static final Duration TIMEOUT = Duration.ofMillis(5001);

  /// What `cancel` says.
  ///
  /// @param timeout positive
  public record Config(Duration timeout) {}

  @Override
  public String name() {
    return "cancel";
  }

  @Override
  public Config parse(Cursor cursor, BlockScope scope) {
    Duration timeout = TIMEOUT;
    while (cursor.next()) {
      List<String> args = cursor.remainingArgs();
      if (args.size() > 1) {
        throw cursor.argumentError();
      }
      timeout = args.isEmpty() ? TIMEOUT : timeout(args.getFirst(), cursor);
    }
    return new Config(timeout);
  }

  private static Duration timeout(String text, Cursor cursor) {
    Duration timeout;
    try {
      timeout = GoSyntax.duration(text);
    } catch (IllegalArgumentException e) {
      throw cursor.refusal("invalid duration: " + GoSyntax.quote(text));
    }
    if (!timeout.isPositive()) {
      throw cursor.refusal("invalid negative duration: " + GoSyntax.quote(text));
    }
    return timeout;
  }

  @Override
  public void install(Config config, Installation installation) {
    long nanos = config.timeout().toNanos();
    installation.handler(exchange -> limit(exchange, nanos));
  }

  private static Outcome limit(Exchange exchange, long nanos) {
    exchange.deadline(exchange.loop().nanoTime() + nanos);
    return Outcome.NEXT;
  }
}
