package dev.nodens.plugin.trace;

import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.plugin.trace.TraceConfig.Batching;
import dev.nodens.plugin.trace.TraceConfig.TracingSystem;
import java.util.List;
import java.util.Locale;

/// Reads the uses of the directive in one block, in CoreDNS's words; each use adds to the one
/// before it.
final class TraceDirective {
  private final Cursor cursor;
  private TracingSystem type = TracingSystem.ZIPKIN;
  private String endpoint = TracingSystem.ZIPKIN.endpoint();
  private long every = 1;
  private String service = "coredns";
  private boolean clientServer;
  private double analyticsRate;
  private Batching batching = Batching.ZIPKIN;

  TraceDirective(Cursor cursor) {
    this.cursor = cursor;
  }

  TraceConfig parse() {
    while (cursor.next()) {
      List<String> args = cursor.remainingArgs();
      if (args.size() > 2) {
        throw cursor.argumentError();
      }
      type = args.size() == 2 ? type(args.getFirst()) : TracingSystem.ZIPKIN;
      endpoint = args.isEmpty() || args.getLast().isEmpty() ? type.endpoint() : args.getLast();
      while (cursor.nextBlock()) {
        option();
      }
    }
    Batching used = type == TracingSystem.ZIPKIN ? batching : Batching.DATADOG;
    return new TraceConfig(type, endpoint, every, service, clientServer, analyticsRate, used);
  }

  private TracingSystem type(String text) {
    String word = text.toLowerCase(Locale.ROOT);
    return switch (word) {
      case "zipkin" -> TracingSystem.ZIPKIN;
      case "datadog" -> TracingSystem.DATADOG;
      default -> throw cursor.refusal("tracing endpoint type '" + word + "' is not supported");
    };
  }

  private void option() {
    String option = cursor.value();
    try {
      switch (option) {
        case "every" -> every = GoSyntax.decimal(cursor.onlyArgument(), 64);
        case "service" -> service = cursor.onlyArgument();
        case "client_server" -> clientServer = flag(atMostOne());
        case "datadog_analytics_rate" -> analyticsRate = rate(atMostOne());
        case "zipkin_max_backlog_size" ->
            batching = batching.withBacklog(GoSyntax.integer(cursor.onlyArgument()));
        case "zipkin_max_batch_size" ->
            batching = batching.withSize(GoSyntax.integer(cursor.onlyArgument()));
        case "zipkin_max_batch_interval" ->
            batching = batching.withInterval(GoSyntax.duration(cursor.onlyArgument()));
        default -> throw cursor.error("unknown property '" + option + "'");
      }
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(String.valueOf(e.getMessage()));
    }
  }

  private List<String> atMostOne() {
    List<String> args = cursor.remainingArgs();
    if (args.size() > 1) {
      throw cursor.argumentError();
    }
    return args;
  }

  private static boolean flag(List<String> args) {
    return args.isEmpty()
        || switch (args.getFirst()) {
          case "1", "t", "T", "true", "TRUE", "True" -> true;
          case "0", "f", "F", "false", "FALSE", "False" -> false;
          default -> throw notA("ParseBool", args.getFirst());
        };
  }

  private static double rate(List<String> args) {
    if (args.isEmpty()) {
      return 0;
    }
    String text = args.getFirst();
    double rate;
    try {
      rate = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw notA("ParseFloat", text);
    }
    if (rate > 1 || rate < 0) {
      String said =
          "datadog analytics rate must be between 0 and 1, '%f' is not supported".formatted(rate);
      throw new IllegalArgumentException(said);
    }
    return rate;
  }

  private static IllegalArgumentException notA(String function, String text) {
    return new IllegalArgumentException(
        "strconv." + function + ": parsing " + GoSyntax.quote(text) + ": invalid syntax");
  }
}
