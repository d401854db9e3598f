package dev.nodens.sandbox.quickstart;

import java.io.PrintStream;
import java.util.Locale;

/// Tells the user what happens: a line for each step, with details when they are wanted.
final class Narrator {
  private final PrintStream out;
  private final boolean brief;
  private final long begin = System.nanoTime();
  private int failures;

  /// What a step does.
  @FunctionalInterface
  interface Action {
    /// @return what to show of the result, one or more lines
    /// @throws Exception when the step fails; the message says why
    String run() throws Exception;
  }

  /// @param brief only one line for each step
  Narrator(PrintStream out, boolean brief) {
    this.out = out;
    this.brief = brief;
  }

  /// Runs a step and says how it went; a step that fails is counted.
  void step(String what, Action action) {
    long start = System.nanoTime();
    if (!brief) {
      out.println("\n== " + what);
      out.flush();
    }
    try {
      String shown = action.run();
      if (brief) {
        String first = shown.lines().findFirst().orElse("");
        out.printf(Locale.ROOT, "ok      %-46s %5.1f s  %s%n", what, seconds(start), first.strip());
      } else {
        shown.lines().forEach(line -> out.println("   " + line));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failures++;
    } catch (Exception e) {
      failures++;
      out.printf(Locale.ROOT, "FAILED  %-46s %5.1f s  %s%n", what, seconds(start), e);
    }
    out.flush();
  }

  void say(String text) {
    out.println(text);
    out.flush();
  }

  boolean allWell() {
    return failures == 0;
  }

  /// The last line of a run.
  String verdict() {
    return String.format(
        Locale.ROOT, "%s in %.0f s", allWell() ? "All well" : "Not well", seconds(begin));
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
