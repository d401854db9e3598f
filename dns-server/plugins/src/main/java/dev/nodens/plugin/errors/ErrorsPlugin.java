package dev.nodens.plugin.errors;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.port.Loop;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.golang.Regex;
import dev.nodens.plugin.errors.ErrorsConfig.Consolidation;
import dev.nodens.plugin.errors.ErrorsConfig.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `errors { stacktrace; consolidate DURATION REGEX [LEVEL] [show_first] }`.
public final class ErrorsPlugin implements Plugin<ErrorsConfig> {
  private static final int MAX_REGEX = 10_000;

  @Override
  public String name() {
    return "errors";
  }

  @Override
  public ErrorsConfig parse(Cursor cursor, BlockScope scope) {
    boolean stacktrace = false;
    var consolidations = new ArrayList<Consolidation>();
    for (int uses = 0; cursor.next(); uses++) {
      if (uses > 0) {
        throw cursor.onlyOnce();
      }
      List<String> args = cursor.remainingArgs();
      if (args.size() > 1) {
        throw cursor.argumentError();
      }
      if (args.size() == 1 && !args.getFirst().equals("stdout")) {
        throw cursor.error("invalid log file: " + args.getFirst());
      }
      while (cursor.nextBlock()) {
        switch (cursor.value()) {
          case "stacktrace" -> stacktrace = true;
          case "consolidate" -> consolidations.add(consolidation(cursor));
          default -> throw cursor.syntaxError("Unknown field " + cursor.value());
        }
      }
    }
    return new ErrorsConfig(stacktrace, consolidations);
  }

  private static Consolidation consolidation(Cursor cursor) {
    List<String> args = cursor.remainingArgs();
    if (args.size() < 2 || args.size() > 4) {
      throw cursor.argumentError();
    }
    Duration period = period(args.get(0), cursor);
    Regex pattern = pattern(args.get(1), cursor);
    @Nullable Level level = null;
    boolean showFirst = false;
    for (String arg : args.subList(2, args.size())) {
      Level named = level(arg);
      if (named != null && level != null) {
        throw cursor.error("multiple log levels specified in consolidate");
      }
      if (named != null && showFirst) {
        throw cursor.error("log level must come before show_first in consolidate");
      }
      if (named == null && !arg.equals("show_first")) {
        throw cursor.error("unknown option in consolidate: " + arg);
      }
      level = named == null ? level : named;
      showFirst |= named == null;
    }
    return new Consolidation(
        period, pattern, args.get(1), level == null ? Level.ERROR : level, showFirst);
  }

  private static Duration period(String text, Cursor cursor) {
    try {
      return GoSyntax.duration(text);
    } catch (IllegalArgumentException e) {
      throw cursor.error(String.valueOf(e.getMessage()));
    }
  }

  private static Regex pattern(String regex, Cursor cursor) {
    if (regex.length() > MAX_REGEX) {
      throw cursor.error("regex pattern too long: " + regex.length() + " > " + MAX_REGEX);
    }
    try {
      return Regex.compile(regex);
    } catch (IllegalArgumentException e) {
      throw cursor.error(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Level level(String arg) {
    return switch (arg) {
      case "warning" -> Level.WARNING;
      case "error" -> Level.ERROR;
      case "info" -> Level.INFO;
      case "debug" -> Level.DEBUG;
      default -> null;
    };
  }

  @Override
  public void install(ErrorsConfig config, Installation installation) {
    var platform = installation.platform();
    var handler =
        new ErrorsHandler(
            config,
            platform.output(),
            platform.loops().size(),
            installation.debug(),
            platform.clock());
    installation.handler(handler);
    Loop first = platform.loops().getFirst();
    installation.onRetire(() -> first.execute(() -> handler.retire(first)));
  }
}
