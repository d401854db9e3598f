package dev.nodens.e2e.differential;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A page in Prometheus's text format, read.
///
/// @param families by name
record MetricsPage(Map<String, Family> families) {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)(?: \\d+)?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

  /// One family.
  ///
  /// @param type `counter`, `gauge`, `histogram` ...
  /// @param keys names of labels, without `le`
  /// @param bounds upper bounds of buckets
  /// @param values by `suffix{labels}`: buckets left out, so a suffix is empty, `_sum` or `_count`
  record Family(
      String type, SortedSet<String> keys, SortedSet<Double> bounds, Map<String, Double> values) {}

  /// Fetches and reads the page at `port` of loopback.
  ///
  /// @param dnsPort stands as `PORT` in values of labels
  static MetricsPage fetch(int port, int dnsPort) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    try (var client = HttpClient.newHttpClient()) {
      String body =
          client
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      return parse(body, dnsPort);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  static MetricsPage parse(String text, int dnsPort) throws IOException {
    var families = new LinkedHashMap<String, Family>();
    String name = "";
    for (String line : text.lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ");
        name = words[2];
        families.put(name, new Family(words[3], new TreeSet<>(), new TreeSet<>(), new TreeMap<>()));
      } else if (!line.startsWith("#") && !line.isBlank()) {
        Matcher sample = SAMPLE.matcher(line);
        Family family = families.get(name);
        if (!sample.matches() || family == null || !sample.group(1).startsWith(name)) {
          throw new IOException("not a sample of " + name + ": " + line);
        }
        add(family, sample.group(1).substring(name.length()), sample, dnsPort);
      }
    }
    return new MetricsPage(families);
  }

  private static void add(Family family, String suffix, Matcher sample, int dnsPort) {
    var labels = new TreeMap<String, String>();
    Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
    while (label.find()) {
      labels.put(label.group(1), label.group(2).replace(":" + dnsPort, ":PORT"));
    }
    double value = Double.parseDouble(sample.group(3).replace("+Inf", "Infinity"));
    String bound = labels.remove("le");
    family.keys().addAll(labels.keySet());
    if (bound != null) {
      family.bounds().add(Double.parseDouble(bound.replace("+Inf", "Infinity")));
    } else {
      String text = labels.toString().replace(", ", ",").replace(' ', '_');
      family.values().put(suffix + text, value);
    }
  }
}
