package dev.nodens.plugin.forward;

import dev.nodens.corefile.GoSyntax;
import java.time.Duration;

/// What `forward` does beyond CoreDNS for a query to be answered. The environment variable
/// `NODENS_FORWARD` turns parts of it off or on, such as `hedge=off families=node`: a Corefile
/// cannot, because CoreDNS has to go on understanding it.
///
/// @param hedge whether another upstream is asked as well when one is late
/// @param servfail whether another upstream is asked when one says SERVFAIL
/// @param truncated whether a reply that is cut down to nothing is fetched over TCP for a client
///   that may be unable to do so itself
/// @param reread time between two looks at files and names of upstreams; zero for never
/// @param nodeFamilies whether addresses of a family that this machine has none of are not asked
///   for
public record Resilience(
    boolean hedge, boolean servfail, boolean truncated, Duration reread, boolean nodeFamilies) {
  /// Name of the variable.
  public static final String VARIABLE = "NODENS_FORWARD";

  private static final Duration REREAD = Duration.ofSeconds(30);
  private static final Duration LEAST_REREAD = Duration.ofMillis(10);

  /// Reads the variable.
  ///
  /// @param text its value; empty for everything on
  /// @throws IllegalArgumentException naming the word that cannot be read
  public static Resilience of(String text) {
    boolean hedge = true;
    boolean servfail = true;
    boolean truncated = true;
    Duration reread = REREAD;
    boolean nodeFamilies = false;
    String words = text.strip();
    for (String word : words.isEmpty() ? new String[0] : words.split("\\s+")) {
      switch (word) {
        case "hedge=on" -> hedge = true;
        case "hedge=off" -> hedge = false;
        case "servfail=on" -> servfail = true;
        case "servfail=off" -> servfail = false;
        case "truncated=on" -> truncated = true;
        case "truncated=off" -> truncated = false;
        case "families=node" -> nodeFamilies = true;
        case "families=all" -> nodeFamilies = false;
        case "reread=off" -> reread = Duration.ZERO;
        default -> reread = reread(word);
      }
    }
    return new Resilience(hedge, servfail, truncated, reread, nodeFamilies);
  }

  private static Duration reread(String word) {
    String name = "reread=";
    if (word.startsWith(name)) {
      try {
        Duration period = GoSyntax.duration(word.substring(name.length()));
        if (period.compareTo(LEAST_REREAD) >= 0) {
          return period;
        }
      } catch (IllegalArgumentException e) {
        // Said below.
      }
    }
    throw new IllegalArgumentException(
        VARIABLE
            + ": \""
            + word
            + "\" is none of hedge=, servfail=, truncated= with on or off, reread= with off or a"
            + " duration of 10ms or more, and families= with all or node");
  }
}
