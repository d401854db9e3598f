package dev.nodens.app;

import dev.nodens.core.output.LogFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The command line, in the manner of CoreDNS: `-flag value` or `-flag=value`, one dash or two.
///
/// @param conf Corefile to serve; `stdin` stands for standard input
/// @param port default port of `dns://` keys
/// @param plugins print the plugins and end
/// @param version print the version and end
/// @param validate check the Corefile and end
/// @param quiet print no start-up text
/// @param pidFile file to write the process id to
/// @param logFormat of everything that is logged
/// @param loops number of event loops; one per available core if empty
record Flags(
    Optional<String> conf,
    int port,
    boolean plugins,
    boolean version,
    boolean validate,
    boolean quiet,
    Optional<String> pidFile,
    LogFormat logFormat,
    Optional<Integer> loops) {
  static final String USAGE =
      """
      Usage: dns-server [flags], or dns-server verify --against HOST[:PORT] [options]
        -conf FILE       Corefile to serve, or "stdin" (default: ./Corefile, else . with whoami and log)
        -dns.port PORT   default port of keys without one (default 53)
        -p PORT          the same
        -validate        read the Corefile, print what is wrong with it, exit 0 or 1
        -plugins         list the plugins and exit
        -version         print the version and exit
        -quiet           no start-up text
        -pidfile FILE    write the process id to FILE
        -log-format F    "text", or "json" for one object a line (default: text)
        -loops NUMBER    event loops (default: $NODENS_LOOPS, else one per core)
      """;

  private static final Set<String> WITH_VALUE =
      Set.of("conf", "dns.port", "p", "pidfile", "log-format", "loops");
  private static final Set<String> SWITCHES = Set.of("plugins", "version", "validate", "quiet");

  /// Reads `arguments`; `loopsDefault` is the text of the environment variable, maybe empty.
  ///
  /// @throws IllegalArgumentException naming the flag that is wrong
  static Flags parse(List<String> arguments, String loopsDefault) {
    Map<String, String> values = read(arguments);
    String loops = values.getOrDefault("loops", loopsDefault);
    return new Flags(
        Optional.ofNullable(values.get("conf")),
        number("dns.port", values.getOrDefault("p", values.getOrDefault("dns.port", "53")), 65535),
        on(values, "plugins"),
        on(values, "version"),
        on(values, "validate"),
        on(values, "quiet"),
        Optional.ofNullable(values.get("pidfile")),
        LogFormat.of(values.getOrDefault("log-format", "text")),
        loops.isEmpty()
            ? Optional.empty()
            : Optional.of(Math.max(1, number("loops", loops, 1024))));
  }

  private static Map<String, String> read(List<String> arguments) {
    var values = new HashMap<String, String>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("-") || argument.length() < 2) {
        throw new IllegalArgumentException("extra command line argument: " + argument);
      }
      String flag = argument.substring(argument.startsWith("--") ? 2 : 1);
      int equals = flag.indexOf('=');
      String name = equals < 0 ? flag : flag.substring(0, equals);
      if (SWITCHES.contains(name)) {
        values.put(name, equals < 0 ? "true" : flag.substring(equals + 1));
      } else if (!WITH_VALUE.contains(name)) {
        throw new IllegalArgumentException("flag provided but not defined: -" + name);
      } else if (equals >= 0) {
        values.put(name, flag.substring(equals + 1));
      } else if (i + 1 < arguments.size()) {
        values.put(name, arguments.get(++i));
      } else {
        throw new IllegalArgumentException("flag needs an argument: -" + name);
      }
    }
    return values;
  }

  private static boolean on(Map<String, String> values, String name) {
    String value = values.getOrDefault(name, "false");
    return switch (value) {
      case "true", "1", "t", "T", "TRUE", "True" -> true;
      case "false", "0", "f", "F", "FALSE", "False" -> false;
      default ->
          throw new IllegalArgumentException(
              "invalid boolean value \"" + value + "\" for -" + name);
    };
  }

  private static int number(String name, String value, int most) {
    try {
      int number = Integer.parseInt(value);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(notANumber(name, value, most), e);
    }
    throw new IllegalArgumentException(notANumber(name, value, most));
  }

  private static String notANumber(String name, String value, int most) {
    return "invalid value \"" + value + "\" for -" + name + ": a number from 0 to " + most;
  }
}
