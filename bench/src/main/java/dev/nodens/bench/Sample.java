package dev.nodens.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One measurement of one server: a line of `bench/run`'s samples file, which is a flat JSON
/// object.
///
/// @param scenario the scenario's name
/// @param round the round, from 1; samples of one round are compared with each other
/// @param server the server's name
/// @param values every number of the line by its key; units are part of the key (`p50_us`,
///   `rss_kb`)
record Sample(String scenario, int round, String server, Map<String, Double> values) {
  static final String DISTURBANCE = "others_busy";
  static final String RSS_MB = "rss_mb";

  /// What two event loops answer over what one does.
  static final String SCALING = "scaling";

  /// The most memory that the server ever held, over what it holds now.
  static final String PEAK = "peak_to_rss";

  /// Answers that no workload of the bench has coming: wrong question, error code, or no record.
  static final String WRONG = "wrong";

  private static final List<String> WRONG_ANSWERS =
      List.of("bad", "empty", "servfail", "refused", "other");
  private static final Pattern FIELD =
      Pattern.compile("\"(\\w+)\":(?:\"([^\"]*)\"|(-?[0-9][0-9.eE+-]*))");

  static List<Sample> read(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> !line.isBlank())
        .map(Sample::parse)
        .toList();
  }

  static Sample parse(String line) {
    Map<String, Double> numbers = new HashMap<>();
    Map<String, String> words = new HashMap<>();
    Matcher matcher = FIELD.matcher(line);
    while (matcher.find()) {
      String number = matcher.group(3);
      if (number == null) {
        words.put(matcher.group(1), matcher.group(2));
      } else {
        numbers.put(matcher.group(1), Double.valueOf(number));
      }
    }
    String scenario = words.get("scenario");
    String server = words.get("server");
    Double round = numbers.get("round");
    if (scenario == null || server == null || round == null) {
      throw new IllegalArgumentException("no scenario, server and round in sample: " + line);
    }
    Double rss = numbers.get("rss_kb");
    if (rss != null) {
      numbers.put(RSS_MB, rss / 1024);
      numbers.put(PEAK, numbers.getOrDefault("peak_kb", Double.NaN) / rss);
    }
    double wrong = WRONG_ANSWERS.stream().mapToDouble(key -> numbers.getOrDefault(key, 0.0)).sum();
    numbers.put(WRONG, wrong);
    return new Sample(scenario, round.intValue(), server, Map.copyOf(numbers));
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  /// The number at a key; NaN when this scenario does not measure it.
  double value(String key) {
    return values.getOrDefault(key, Double.NaN);
  }

  /// CPU that neither server nor generator used, steal included, in cores.
  double disturbance() {
    return values.getOrDefault(DISTURBANCE, 0.0);
  }

  boolean isDisturbed() {
    return disturbance() > 0.10;
  }
}
