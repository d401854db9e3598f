package dev.nodens.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Draws the saturated scenario of a run as two bar charts, QPS per core and memory, in one SVG file.
///
///     Plot SAMPLES SVG
///
/// The picture has a light and a dark form and takes the one that the reader's screen prefers.
final class Plot {
  private static final String SCENARIO = "saturated";
  private static final int WIDTH = 720;
  private static final int LABEL = 110;
  private static final int LONGEST = 470;
  private static final int BAR = 22;
  private static final int STEP = 30;
  private static final Map<String, String> NAMES =
      Map.of(
          "nodens", "Nodens",
          "coredns", "CoreDNS",
          "nsd", "NSD",
          "knot", "Knot",
          "floor", "C floor");
  private static final String STYLE =
      """
      <style>
        text { font: 14px system-ui, sans-serif; fill: #24292f }
        .title { font-weight: 600 }
        .bar { fill: #8c959f }
        .ours { fill: #0969da }
        .range { stroke: #24292f; stroke-width: 1.5 }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3 }
          .bar { fill: #6e7681 }
          .ours { fill: #4493f8 }
          .range { stroke: #e6edf3 }
        }
      </style>
      """;

  private record Bar(String server, Spread spread) {}

  private final StringBuilder svg = new StringBuilder();
  private int top = 10;

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("usage: Plot SAMPLES SVG");
    }
    Measurements run = new Measurements(Sample.read(Path.of(arguments[0])));
    Files.writeString(Path.of(arguments[1]), new Plot().svg(run));
  }

  String svg(Measurements run) {
    chart("Queries a second on one core", bars(run, "qps"), true);
    chart("Memory under load, MB", bars(run, Sample.RSS_MB), false);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">\n%s%s</svg>\n"
        .formatted(WIDTH, top, STYLE, svg);
  }

  private static List<Bar> bars(Measurements run, String key) {
    List<Bar> bars = new ArrayList<>();
    for (String server : run.servers(SCENARIO)) {
      run.spread(SCENARIO, server, key).ifPresent(spread -> bars.add(new Bar(server, spread)));
    }
    return bars;
  }

  /// One bar for each server, the best first, with the rounds' range as a thin line.
  private void chart(String title, List<Bar> bars, boolean moreIsBetter) {
    Comparator<Bar> byMedian = Comparator.comparingDouble(bar -> bar.spread().median());
    bars.sort(moreIsBetter ? byMedian.reversed() : byMedian);
    double most = bars.stream().mapToDouble(bar -> bar.spread().greatest()).max().orElse(1);
    add(
        String.format(
            Locale.ROOT, "<text class=\"title\" x=\"0\" y=\"%d\">%s</text>", top + 12, title));
    top += 24;
    for (Bar bar : bars) {
      bar(bar, LONGEST / most);
      top += STEP;
    }
    top += 14;
  }

  private void bar(Bar bar, double scale) {
    Spread spread = bar.spread();
    int middle = top + BAR / 2;
    add(
        String.format(
            Locale.ROOT,
            "<text x=\"0\" y=\"%d\">%s</text>",
            middle + 5,
            NAMES.getOrDefault(bar.server(), bar.server())));
    add(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\"/>",
            bar.server().equals(Goal.SUBJECT) ? "ours" : "bar",
            LABEL,
            top,
            spread.median() * scale,
            BAR));
    add(
        String.format(
            Locale.ROOT,
            "<line class=\"range\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>",
            LABEL + spread.least() * scale,
            middle,
            LABEL + spread.greatest() * scale,
            middle));
    add(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%d\">%,.0f</text>",
            LABEL + spread.greatest() * scale + 8,
            middle + 5,
            spread.median()));
  }

  private void add(String element) {
    svg.append("  ").append(element).append('\n');
  }
}
