package dev.nodens.operator.telemetry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.MDC;

/// Writes each log record as one line of JSON: `ts`, `level`, `logger`, `msg`, `error` with the
/// stack trace, and whatever the Java Operator SDK says about the object in hand, such as
/// `resource.name`.
public final class JsonLines extends Formatter {
  /// Has every handler of the process write JSON from now on.
  public static void install() {
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      handler.setFormatter(new JsonLines());
    }
  }

  @Override
  public String format(LogRecord event) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("ts", event.getInstant().toString());
    line.put("level", level(event.getLevel()));
    line.put("logger", event.getLoggerName());
    line.put("msg", formatMessage(event));
    Map<String, String> context = MDC.getCopyOfContextMap();
    if (context != null) {
      context.forEach(line::put);
    }
    if (event.getThrown() != null) {
      var trace = new StringWriter();
      event.getThrown().printStackTrace(new PrintWriter(trace));
      line.put("error", trace.toString());
    }
    return line + "\n";
  }

  /// The words of SLF4J: those of java.util.logging are known to few log systems.
  private static String level(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return "error";
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return "warn";
    }
    if (level.intValue() >= Level.INFO.intValue()) {
      return "info";
    }
    return level.intValue() >= Level.FINE.intValue() ? "debug" : "trace";
  }
}
