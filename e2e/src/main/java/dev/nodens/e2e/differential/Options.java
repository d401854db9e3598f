package dev.nodens.e2e.differential;

import java.util.Optional;

/// The command line.
///
/// @param full 20,000 questions and more instead of 4,000
/// @param seed of everything that is made up
/// @param only the one scenario to play
/// @param selfTest CoreDNS takes the place of the server under test
record Options(boolean full, long seed, Optional<String> only, boolean selfTest) {
  static final String USAGE =
      """
      e2e/differential/run [options]   asks CoreDNS and Nodens the same questions, prints what differs
        --full          20,000 questions and more (default: about 4,000)
        --seed N        another world and other questions (default: 1)
        --only NAME     one scenario of e2e/differential/scenarios
        --self-test     CoreDNS against itself must show no difference, and against an altered
                        Corefile must show one
      """;

  /// Reads `arguments`.
  ///
  /// @throws IllegalArgumentException naming the argument that is wrong
  static Options parse(String[] arguments) {
    boolean full = false;
    long seed = 1;
    Optional<String> only = Optional.empty();
    boolean selfTest = false;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--full" -> full = true;
        case "--self-test" -> selfTest = true;
        case "--seed" -> seed = Long.parseLong(value(arguments, ++i));
        case "--only" -> only = Optional.of(value(arguments, ++i));
        default -> throw new IllegalArgumentException("no such option: " + arguments[i]);
      }
    }
    return new Options(full, seed, only, selfTest);
  }

  private static String value(String[] arguments, int index) {
    if (index >= arguments.length) {
      throw new IllegalArgumentException(arguments[index - 1] + " needs a value");
    }
    return arguments[index];
  }
}
