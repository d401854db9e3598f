package dev.nodens.plugin.trace;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `trace [TYPE] [ENDPOINT] { ... }`: read, and answered with a line that says that no spans are
/// sent.
public final class TracePlugin implements Plugin<TracePlugin.Config> {
  private static final Logger LOG = LoggerFactory.getLogger(TracePlugin.class);

  /// What `trace` says.
  ///
  /// @param type `zipkin` or `datadog`
  /// @param endpoint as written, or the type's own
  public record Config(String type, String endpoint) {}

  @Override
  public String name() {
    return "trace";
  }

  @Override
  public Config parse(Cursor cursor, BlockScope scope) {
    Config config = new Config("zipkin", "localhost:9411");
    while (cursor.next()) {
      List<String> args = cursor.remainingArgs();
      if (args.size() > 2) {
        throw cursor.argumentError();
      }
      String type = args.size() == 2 ? args.getFirst().toLowerCase(Locale.ROOT) : "zipkin";
      if (!type.equals("zipkin") && !type.equals("datadog")) {
        throw cursor.refusal("tracing endpoint type '" + type + "' is not supported");
      }
      String endpoint = type.equals("zipkin") ? "localhost:9411" : "localhost:8126";
      config = new Config(type, args.isEmpty() ? endpoint : args.getLast());
      while (cursor.nextBlock()) {
        option(cursor);
      }
    }
    return config;
  }

  private static void option(Cursor cursor) {
    String option = cursor.value();
    try {
      switch (option) {
        case "every" -> GoSyntax.decimal(cursor.onlyArgument(), 64);
        case "service" -> cursor.onlyArgument();
        case "client_server" -> checkSwitch(atMostOne(cursor));
        case "datadog_analytics_rate" -> checkRate(atMostOne(cursor));
        case "zipkin_max_backlog_size", "zipkin_max_batch_size" ->
            GoSyntax.integer(cursor.onlyArgument());
        case "zipkin_max_batch_interval" -> GoSyntax.duration(cursor.onlyArgument());
        default -> throw cursor.error("unknown property '" + option + "'");
      }
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> atMostOne(Cursor cursor) {
    List<String> args = cursor.remainingArgs();
    if (args.size() > 1) {
      throw cursor.argumentError();
    }
    return args;
  }

  private static void checkSwitch(List<String> args) {
    for (String text : args) {
      switch (text) {
        case "1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False" -> {}
        default ->
            throw new IllegalArgumentException(
                "strconv.ParseBool: parsing " + GoSyntax.quote(text) + ": invalid syntax");
      }
    }
  }

  private static void checkRate(List<String> args) {
    for (String text : args) {
      double rate;
      try {
        rate = Double.parseDouble(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "strconv.ParseFloat: parsing " + GoSyntax.quote(text) + ": invalid syntax", e);
      }
      if (rate > 1 || rate < 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "datadog analytics rate must be between 0 and 1, '%f' is not supported",
                rate));
      }
    }
  }

  @Override
  public void install(Config config, Installation installation) {
    LOG.warn("plugin/trace: no spans are sent to {} {}", config.type(), config.endpoint());
  }
}
