package dev.nodens.plugin.pprof;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was counted, by stack. Not thread-safe.
final class Profile {
  /// Bounds the memory that a profile takes; a busy server has some thousands.
  private static final int MOST_STACKS = 20_000;

  private static final Stack OTHERS = Stack.named("(other stacks)");

  private final Span span;
  private final long period;
  private final List<Measure> measures;
  private final Map<Stack, long[]> samples = new LinkedHashMap<>();

  /// One of the numbers of a sample.
  ///
  /// @param type such as `cpu`
  /// @param unit such as `nanoseconds`
  record Measure(String type, String unit) {}

  /// When a profile was taken.
  record Span(Instant start, Duration length) {}

  /// @param period how much of the last measure lies between two samples; 0 if all is counted
  /// @param measures of each sample; tools show the last one
  Profile(Span span, long period, Measure... measures) {
    this.span = span;
    this.period = period;
    this.measures = List.of(measures);
  }

  /// An empty one of waits.
  static Profile ofDelays(Span span) {
    return new Profile(
        span, 1, new Measure("contentions", "count"), new Measure("delay", "nanoseconds"));
  }

  /// Counts, one value for each measure.
  void add(Stack stack, long... values) {
    Stack known = samples.size() < MOST_STACKS || samples.containsKey(stack) ? stack : OTHERS;
    long[] sums = samples.computeIfAbsent(known, k -> new long[measures.size()]);
    for (int i = 0; i < sums.length; i++) {
      sums[i] += values[i];
    }
  }

  /// What there is more, or less, than in a profile of the same kind that was taken before.
  Profile since(Profile earlier) {
    Duration between = Duration.between(earlier.span.start(), span.start());
    var difference =
        new Profile(
            new Span(earlier.span.start(), between), period, measures.toArray(Measure[]::new));
    samples.forEach(difference::add);
    earlier.samples.forEach((stack, values) -> {
      long[] negative = values.clone();
      for (int i = 0; i < negative.length; i++) {
        negative[i] = -negative[i];
      }
      difference.add(stack, negative);
    });
    difference
        .samples
        .values()
        .removeIf(values -> {
          for (long value : values) {
            if (value != 0) {
              return false;
            }
          }
          return true;
        });
    return difference;
  }

  Span span() {
    return span;
  }

  long period() {
    return period;
  }

  List<Measure> measures() {
    return measures;
  }

  Map<Stack, long[]> samples() {
    return Collections.unmodifiableMap(samples);
  }

  /// The sum of a measure.
  long total(int measure) {
    return samples.values().stream().mapToLong(values -> values[measure]).sum();
  }

  /// The stacks, the one with the most of the last measure first.
  List<Stack> ranking() {
    int last = measures.size() - 1;
    var stacks = new ArrayList<>(samples.keySet());
    Comparator<Stack> fewest = Comparator.comparingLong(stack -> value(stack, last));
    stacks.sort(fewest.reversed());
    return stacks;
  }

  /// A value of a stack; 0 if it was not seen.
  long value(Stack stack, int measure) {
    long[] values = samples.get(stack);
    return values == null ? 0 : values[measure];
  }
}
