package dev.nodens.core.server;

/// How many queries one source may send. The environment variable `NODENS_RATE_LIMIT` says it, such
/// as `rate=500 burst=1000 answer=drop`; a Corefile cannot, because CoreDNS has to go on
/// understanding it.
///
/// @param perSecond queries a second, for each event loop
/// @param burst queries at once
/// @param sources addresses that an event loop remembers, a power of two
/// @param drop whether more queries get no reply; otherwise they are REFUSED
public record SourceRate(int perSecond, int burst, int sources, boolean drop) {
  /// Name of the variable.
  public static final String VARIABLE = "NODENS_RATE_LIMIT";

  private static final int SOURCES = 8192;
  private static final int LEAST_SOURCES = 64;
  private static final int MOST_SOURCES = 1 << 20;
  private static final int MOST = 1_000_000;

  /// Reads the variable.
  ///
  /// @param text its value, not blank
  /// @throws IllegalArgumentException naming the word that cannot be read
  public static SourceRate of(String text) {
    int perSecond = 0;
    int burst = 0;
    int sources = SOURCES;
    boolean drop = false;
    for (String word : text.strip().split("\\s+")) {
      int equals = word.indexOf('=');
      switch (word.substring(0, Math.max(0, equals))) {
        case "rate" -> perSecond = number(word, equals, 1, MOST);
        case "burst" -> burst = number(word, equals, 1, MOST);
        case "sources" -> sources = number(word, equals, LEAST_SOURCES, MOST_SOURCES);
        case "answer" -> drop = drop(word, equals);
        default -> throw unreadable(word, "is none of rate=, burst=, sources= and answer=");
      }
    }
    if (perSecond == 0) {
      throw unreadable(text, "needs rate=, the queries that one source may send each second");
    }
    int atOnce = burst == 0 ? perSecond : burst;
    return new SourceRate(perSecond, atOnce, powerOfTwo(sources), drop);
  }

  private static int powerOfTwo(int atLeast) {
    int highest = Integer.highestOneBit(atLeast);
    return highest == atLeast ? atLeast : highest << 1;
  }

  private static boolean drop(String word, int equals) {
    return switch (word.substring(equals + 1)) {
      case "drop" -> true;
      case "refused" -> false;
      default -> throw unreadable(word, "is neither answer=refused nor answer=drop");
    };
  }

  private static int number(String word, int equals, int least, int most) {
    try {
      int number = Integer.parseInt(word.substring(equals + 1));
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw unreadable(word, "needs a number from " + least + " to " + most);
  }

  private static IllegalArgumentException unreadable(String word, String why) {
    return new IllegalArgumentException(VARIABLE + ": \"" + word + "\" " + why);
  }
}
