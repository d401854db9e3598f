package dev.nodens.plugin.errors;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Interceptor;
import dev.nodens.core.Outcome;
import dev.nodens.core.output.JsonLine;
import dev.nodens.core.output.LineBuilder;
import dev.nodens.core.output.LineOutput;
import dev.nodens.core.output.LogFormat;
import dev.nodens.core.port.Loop;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.plugin.errors.ErrorsConfig.Consolidation;
import dev.nodens.plugin.errors.ErrorsConfig.Level;
import dev.nodens.wire.RrType;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Logs what plugins failed on. A reply that an upstream made is no failure, whatever its rcode.
final class ErrorsHandler implements Handler, Interceptor {
  private final List<Count> counts;
  private final LineOutput output;
  private final boolean debug;
  private final LineBuilder[] lineByLoop;
  private final JsonLine[] jsonByLoop;
  private final LineLimit[] limitByLoop;
  private final InstantSource clock;
  private final boolean json;

  /// @param debug whether lines of level DEBUG are written
  /// @param clock for the time that JSON lines have
  ErrorsHandler(
      ErrorsConfig config, LineOutput output, int loops, boolean debug, InstantSource clock) {
    this.clock = clock;
    this.json = output.format() == LogFormat.JSON;
    this.jsonByLoop = new JsonLine[loops];
    this.counts = config.consolidations().stream().map(Count::new).toList();
    this.output = output;
    this.debug = debug;
    lineByLoop = new LineBuilder[loops];
    limitByLoop = new LineLimit[loops];
    for (int i = 0; i < loops; i++) {
      lineByLoop[i] = new LineBuilder();
      jsonByLoop[i] = new JsonLine();
      limitByLoop[i] = new LineLimit();
    }
  }

  @Override
  public Outcome serve(Exchange exchange) {
    exchange.intercept(this, null, 0);
    return Outcome.NEXT;
  }

  @Override
  public Outcome onOutcome(Exchange exchange, Outcome outcome) {
    String failure = exchange.failure();
    if (outcome == Outcome.FAILED && failure != null) {
      report(exchange, failure);
    }
    return outcome;
  }

  private void report(Exchange exchange, String failure) {
    Count count = matching(failure);
    if (count == null) {
      logWithinLimit(exchange, failure);
    } else if (count.add(exchange.loop()) && count.rule.showFirst()) {
      log(exchange, count.rule.level(), failure);
    }
  }

  private void logWithinLimit(Exchange exchange, String failure) {
    Loop loop = exchange.loop();
    LineLimit limit = limitByLoop[loop.index()];
    if (limit.admits(loop.nanoTime())) {
      log(exchange, Level.ERROR, failure);
    } else if (limit.suppress()) {
      loop.schedule(() -> tellSuppressed(loop), LineLimit.PERIOD_NANOS);
    }
  }

  private void tellSuppressed(Loop loop) {
    long number = limitByLoop[loop.index()].takeSuppressed();
    LineBuilder line = start(loop, Level.WARNING);
    line.number(number).text(" more errors in the last second were not logged");
    finish(loop, Level.WARNING, line);
  }

  private @Nullable Count matching(String failure) {
    for (Count count : counts) {
      if (count.rule.pattern().find(failure)) {
        return count;
      }
    }
    return null;
  }

  private void log(Exchange exchange, Level level, String failure) {
    LineBuilder line = start(exchange.loop(), level);
    line.number(exchange.failureRcode()).ascii(' ').name(exchange.query().qname()).ascii(' ');
    line.text(RrType.toText(exchange.query().qtype())).text(": ").text(failure);
    finish(exchange.loop(), level, line);
  }

  /// Says how many errors were counted and not yet told. On `loop`.
  void retire(Loop loop) {
    counts.forEach(count -> count.tell(loop));
  }

  private LineBuilder start(Loop loop, Level level) {
    LineBuilder line = lineByLoop[loop.index()].clear();
    return json ? line : line.ascii('[').text(level.name()).text("] plugin/errors: ");
  }

  private void finish(Loop loop, Level level, LineBuilder line) {
    if (level != Level.DEBUG || debug) {
      output.write(loop.index(), json ? asJson(loop, level, line) : line.ascii('\n'));
    }
  }

  private LineBuilder asJson(Loop loop, Level level, LineBuilder message) {
    String name = level == Level.WARNING ? "WARN" : level.name();
    return jsonByLoop[loop.index()]
        .begin(clock.instant(), name, message.octets(), message.length())
        .text("plugin", "errors")
        .end();
  }

  /// Errors of one pattern since the period began. Shared by the loops.
  private final class Count {
    private final Consolidation rule;
    private final AtomicLong errors = new AtomicLong();

    Count(Consolidation rule) {
      this.rule = rule;
    }

    /// Counts one; true if it is the first of a period, whose end is then scheduled.
    boolean add(Loop loop) {
      if (errors.getAndIncrement() > 0) {
        return false;
      }
      loop.schedule(() -> tell(loop), rule.period().toNanos());
      return true;
    }

    void tell(Loop loop) {
      long number = errors.getAndSet(0);
      if (number == 0 || (number == 1 && rule.showFirst())) {
        return;
      }
      LineBuilder line = start(loop, rule.level());
      line.number(number).text(" errors like '").text(rule.regex()).text("' occurred in last ");
      finish(loop, rule.level(), line.text(GoSyntax.text(rule.period())));
    }
  }
}
