package dev.nodens.bench;

import java.util.Arrays;
import java.util.Locale;

/// Median, least and greatest of the rounds' figures.
record Spread(double median, double least, double greatest, int rounds) {

  /// @throws IllegalArgumentException when there is no figure
  static Spread of(double... figures) {
    if (figures.length == 0) {
      throw new IllegalArgumentException("no figures");
    }
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
  }

  /// `9.21 [7.80-10.20]`
  String text() {
    return String.format(Locale.ROOT, "%.2f [%.2f-%.2f]", median, least, greatest);
  }
}
