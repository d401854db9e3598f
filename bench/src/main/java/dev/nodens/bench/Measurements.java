package dev.nodens.bench;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.stream.DoubleStream;

/// The samples of a run, one for each scenario, round and server: of a repeated measurement the
/// least disturbed one.
final class Measurements {
  private record Cell(String scenario, int round, String server) {}

  private final Map<Cell, Sample> cells = new LinkedHashMap<>();

  Measurements(List<Sample> samples) {
    for (Sample sample : samples) {
      cells.merge(
          new Cell(sample.scenario(), sample.round(), sample.server()),
          sample,
          (one, other) -> other.disturbance() < one.disturbance() ? other : one);
    }
  }

  /// In the order in which they were measured.
  Set<String> scenarios() {
    Set<String> scenarios = new LinkedHashSet<>();
    cells.keySet().forEach(cell -> scenarios.add(cell.scenario()));
    return scenarios;
  }

  /// In the order in which they were first measured.
  Set<String> servers(String scenario) {
    Set<String> servers = new LinkedHashSet<>();
    samples(scenario).forEach(sample -> servers.add(sample.server()));
    return servers;
  }

  List<Sample> samples(String scenario) {
    return cells.values().stream().filter(sample -> sample.scenario().equals(scenario)).toList();
  }

  Optional<Spread> spread(String scenario, String server, String key) {
    return spread(
        samples(scenario).stream()
            .filter(sample -> sample.server().equals(server))
            .mapToDouble(sample -> sample.value(key)));
  }

  /// The ratio of one server's figure to another's, taken within each round.
  Optional<Spread> ratio(String scenario, String server, String rival, String key) {
    return ratioToBest(scenario, server, List.of(rival), key);
  }

  /// The ratio of one server's figure to the least of its rivals' figures, taken within each round.
  Optional<Spread> ratioToBest(
      String scenario, String server, Collection<String> rivals, String key) {
    return spread(
        samples(scenario).stream()
            .filter(sample -> sample.server().equals(server))
            .mapToDouble(sample -> sample.value(key) / least(sample, rivals, key)));
  }

  /// Whether so many measurements of a scenario stayed disturbed that its figures say little.
  boolean isMostlyDisturbed(String scenario) {
    List<Sample> samples = samples(scenario);
    return samples.stream().filter(Sample::isDisturbed).count() * 2 > samples.size();
  }

  /// How many wrong answers a server gave in all rounds.
  double wrongAnswers(String server) {
    return cells.values().stream()
        .filter(sample -> sample.server().equals(server))
        .mapToDouble(sample -> sample.value(Sample.WRONG))
        .sum();
  }

  private double least(Sample of, Collection<String> rivals, String key) {
    return rivals.stream()
        .map(rival -> cells.get(new Cell(of.scenario(), of.round(), rival)))
        .filter(sample -> sample != null && sample.has(key))
        .mapToDouble(sample -> sample.value(key))
        .min()
        .orElse(Double.NaN);
  }

  private static Optional<Spread> spread(DoubleStream figures) {
    DoublePredicate measured = Double::isFinite;
    double[] found = figures.filter(measured).toArray();
    return found.length == 0 ? Optional.empty() : Optional.of(Spread.of(found));
  }
}
