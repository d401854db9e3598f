package dev.nodens.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.PluginException;
import dev.nodens.core.output.JsonLine;
import dev.nodens.core.output.LogFormat;
import dev.nodens.corefile.CorefileException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/// Log lines as CoreDNS writes them: `[INFO] text`, without a time stamp.
///
/// A thread of its own writes them, so that an event loop never waits for whoever reads the log; if
/// the reader is too slow, lines are lost and counted.
final class ConsoleLog extends Handler {
  private static final int MOST_WAITING = 8192;
  private static final long FLUSH_SECONDS = 2;
  private static final String PLUGIN = "plugin/";

  /// Held, because the log manager forgets loggers that nobody holds.
  private static final Logger OURS = Logger.getLogger("dev.nodens");

  private final BlockingQueue<Object> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong lost = new AtomicLong();
  private final Formatter messages = new SimpleFormatter();
  private final PrintStream out;
  private final boolean json;

  private ConsoleLog(OutputStream out, LogFormat format) {
    this.json = format == LogFormat.JSON;
    this.out = new PrintStream(out, false, UTF_8);
  }

  /// Sends all logging of the process to `out`.
  static ConsoleLog install(OutputStream out, LogFormat format) {
    var log = new ConsoleLog(out, format);
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.INFO);
    root.addHandler(log);
    Thread.ofPlatform().name("log").daemon().start(log::write);
    return log;
  }

  /// Shows lines of level DEBUG too, or no more.
  static void showDebug(boolean show) {
    OURS.setLevel(show ? Level.FINE : null);
  }

  @Override
  public void publish(LogRecord record) {
    if (isLoggable(record) && !waiting.offer(text(record))) {
      lost.incrementAndGet();
    }
  }

  /// Writes one line as it is, in order with the log lines.
  void line(String text) {
    if (!waiting.offer(json ? object(Instant.now(), "INFO", text) : text + "\n")) {
      lost.incrementAndGet();
    }
  }

  private String text(LogRecord record) {
    String level = level(record.getLevel());
    String text = messages.formatMessage(record) + trace(record.getThrown());
    if (json) {
      return object(record.getInstant(), level.equals("WARNING") ? "WARN" : level, text);
    }
    return "[" + level + "] " + text + (text.endsWith("\n") ? "" : "\n");
  }

  private static String trace(@Nullable Throwable thrown) {
    if (thrown == null
        || thrown instanceof PluginException
        || thrown instanceof CorefileException) {
      return "";
    }
    var trace = new StringWriter().append('\n');
    thrown.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  /// `plugin/NAME: ` at the start becomes a member of its own, as in CoreDNS.
  private static String object(Instant time, String level, String text) {
    int colon = text.startsWith(PLUGIN) ? text.indexOf(": ") : -1;
    String message = colon < 0 ? text : text.substring(colon + 2);
    JsonLine line = new JsonLine().begin(time, level, message.strip());
    if (colon > 0) {
      line.text("plugin", text.substring(PLUGIN.length(), colon));
    }
    return line.end().toString();
  }

  private static String level(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return "WARNING";
    }
    return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
  }

  private void write() {
    try {
      while (true) {
        write(waiting.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Object item) {
    if (item instanceof CountDownLatch reached) {
      out.flush();
      reached.countDown();
      return;
    }
    long missing = lost.getAndSet(0);
    if (missing > 0) {
      String text = missing + " log lines were lost: the log is read too slowly";
      out.print(json ? object(Instant.now(), "WARN", text) : "[WARNING] " + text + "\n");
    }
    out.print(item);
    if (waiting.isEmpty()) {
      out.flush();
    }
  }

  /// Waits until what was logged so far is written, for a bounded time.
  @Override
  public void flush() {
    var reached = new CountDownLatch(1);
    try {
      if (waiting.offer(reached, FLUSH_SECONDS, TimeUnit.SECONDS)) {
        boolean _ = reached.await(FLUSH_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    flush();
  }
}
