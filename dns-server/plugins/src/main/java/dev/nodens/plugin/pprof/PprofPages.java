package dev.nodens.plugin.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.port.HttpEndpoints.Content;
import dev.nodens.core.port.HttpEndpoints.Page;
import dev.nodens.core.port.HttpEndpoints.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The pages below `/debug/pprof/`, with the names and parameters of Go's net/http/pprof.
/// Thread-safe; one profile at a time.
final class PprofPages implements Page {
  static final String PATH = "/debug/pprof";
  static final Content ENTRANCE =
      new Content(302, "text/html; charset=utf-8", new byte[0], Map.of("Location", PATH + "/"));

  private static final long LONGEST_SECONDS = 300;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final Map<String, String> HEADERS = Map.of("X-Content-Type-Options", "nosniff");

  /// `go tool pprof` shows the text of an error that has this header.
  private static final Map<String, String> ERROR_HEADERS =
      Map.of("X-Content-Type-Options", "nosniff", "X-Go-Pprof", "1");

  private final Profiler profiler;
  private final long blockRate;
  private final AtomicBoolean busy;

  /// @param blockRate the shortest wait of the profile `block` in nanoseconds; none if 0 or less
  /// @param busy whether a profile is being taken
  PprofPages(Profiler profiler, long blockRate, AtomicBoolean busy) {
    this.profiler = profiler;
    this.blockRate = blockRate;
    this.busy = busy;
  }

  @Override
  public Content content(Request request) {
    String name = request.path().substring(PATH.length() + 1);
    try {
      return switch (name) {
        case "" -> new Content(200, "text/html; charset=utf-8", index().getBytes(UTF_8), HEADERS);
        case "cmdline" -> text(String.join("\0", profiler.commandLine()));
        // Profiles bring their names along; there are no addresses to ask for.
        case "symbol" -> text("num_symbols: 0\n");
        default -> {
          @Nullable ProfileKind kind = ProfileKind.named(name);
          yield kind == null ? error(404, "Unknown profile") : alone(kind, new Asked(request));
        }
      };
    } catch (IOException e) {
      return error(500, String.valueOf(e.getMessage()));
    }
  }

  private Content alone(ProfileKind kind, Asked asked) throws IOException {
    Duration duration = asked.duration(kind);
    if (duration.isNegative()) {
      return error(400, "invalid value for \"seconds\" - must be a positive integer");
    }
    if (duration.toSeconds() > LONGEST_SECONDS) {
      return error(400, "\"seconds\" must be at most " + LONGEST_SECONDS);
    }
    if (!busy.compareAndSet(false, true)) {
      return error(503, "another profile is being taken; ask again when it is done");
    }
    try {
      return take(kind, asked, duration);
    } catch (InterruptedException e) {
      return error(503, "the configuration that serves this page ends");
    } finally {
      busy.set(false);
    }
  }

  private Content take(ProfileKind kind, Asked asked, Duration duration)
      throws IOException, InterruptedException {
    if (kind == ProfileKind.TRACE) {
      return file("trace.jfr", profiler.recording(duration));
    }
    int debug = asked.number("debug");
    if (kind == ProfileKind.GOROUTINE && debug > 1) {
      return text(ThreadDump.text(profiler.threads()));
    }
    Profile profile = profile(kind, asked, duration);
    return debug > 0
        ? text(ProfileText.of(kind.path(), profile))
        : file(kind.path(), ProfileFormat.encode(profile));
  }

  private Profile profile(ProfileKind kind, Asked asked, Duration duration)
      throws IOException, InterruptedException {
    return switch (kind) {
      case PROFILE -> profiler.processor(duration);
      case ALLOCS -> profiler.allocations(duration);
      case MUTEX -> profiler.contention(duration);
      // Without the option it is there and empty, as in CoreDNS.
      case BLOCK ->
          blockRate > 0
              ? profiler.waits(duration, Duration.ofNanos(blockRate))
              : Profile.ofDelays(profiler.now());
      default -> {
        Profile before = snapshot(kind, asked);
        if (duration.isZero()) {
          yield before;
        }
        profiler.pause(duration);
        yield snapshot(kind, asked).since(before);
      }
    };
  }

  private Profile snapshot(ProfileKind kind, Asked asked) throws IOException {
    return switch (kind) {
      case HEAP -> profiler.heap(asked.number("gc") > 0);
      case THREADCREATE -> ThreadDump.ofSystem(profiler.threads());
      default -> ThreadDump.byStack(profiler.threads());
    };
  }

  private static Content file(String name, byte[] body) {
    return new Content(
        200,
        "application/octet-stream",
        body,
        Map.of(
            "X-Content-Type-Options",
            "nosniff",
            "Content-Disposition",
            "attachment; filename=\"" + name + "\""));
  }

  private static Content text(String text) {
    return new Content(200, TEXT, text.getBytes(UTF_8), HEADERS);
  }

  private static Content error(int status, String text) {
    return new Content(status, TEXT, (text + "\n").getBytes(UTF_8), ERROR_HEADERS);
  }

  private static String index() {
    return Arrays.stream(ProfileKind.values())
        .map(kind ->
            "<tr><td><a href='%s'>%s</a></td><td>%s</td></tr>\n"
                .formatted(kind.link(), kind.path(), kind.meaning()))
        .collect(
            Collectors.joining(
                "",
                """
                <html>
                <head><title>/debug/pprof/</title></head>
                <body>
                <p>Profiles of this process, for <code>go tool pprof</code>. <code>seconds=N</code> says how long it is looked at, <code>debug=1</code> gives text.</p>
                <table>
                """,
                """
                <tr><td><a href='cmdline'>cmdline</a></td><td>the words that this process was started with</td></tr>
                </table>
                <p><a href='goroutine?debug=2'>all threads with their stacks</a></p>
                </body>
                </html>
                """));
  }
}
