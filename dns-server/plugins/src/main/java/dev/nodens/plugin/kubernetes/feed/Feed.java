package dev.nodens.plugin.kubernetes.feed;

import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.port.ApiServer;
import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// Fills a table from an API server until it is closed: one reflector for each kind of objects.
public final class Feed implements AutoCloseable {
  /// What to read.
  ///
  /// @param kinds the kinds of objects
  /// @param labels selector for all kinds but namespaces
  /// @param namespaceLabels selector for namespaces
  /// @param namespaces the only ones that count; empty for all
  /// @param podNames whether endpoints without hostname are named after their pods
  /// @param zones whether the zones of endpoints are kept
  /// @param outside whether external addresses of services are read
  /// @param imports whether the services of a cluster set are read, too
  /// @param queriesPerSecond most requests a second; 0 for no limit
  /// @param burst requests that may come at once; 0 for the default
  /// @param maxInflight requests waiting for their response; 0 for no limit
  public record Scope(
      Set<Kind> kinds,
      Optional<String> labels,
      Optional<String> namespaceLabels,
      Set<String> namespaces,
      boolean podNames,
      boolean zones,
      boolean outside,
      boolean imports,
      double queriesPerSecond,
      int burst,
      int maxInflight) {}

  private final ClusterTable table;
  private final ClusterTable imports;
  private final Scope scope;
  private final ApiServer server;
  private final List<Reflector> reflectors = new ArrayList<>();
  private final Stop stop = new Stop();
  private final Stop synced = new Stop();

  /// Reads from `server`, which it closes in the end.
  ///
  /// @param imports where services of a cluster set go
  /// @param clock for serials and for how old changes are
  /// @param random spreads what many servers do at the same time
  public Feed(
      ClusterTable table,
      ClusterTable imports,
      Scope scope,
      ApiServer server,
      MetricRegistry metrics,
      InstantSource clock,
      RandomGenerator random) {
    this.table = table;
    this.imports = imports;
    this.scope = scope;
    this.server = server;
    var budget = new RequestBudget(scope.queriesPerSecond(), scope.burst(), scope.maxInflight());
    var context =
        new Reflector.Context(
            server,
            table,
            budget,
            new FeedMetrics(metrics),
            clock,
            random,
            stop,
            this::checkSynced);
    for (Kind kind : scope.kinds()) {
      reflectors.add(reflector(kind, context));
    }
    if (scope.imports()) {
      Reflector.Context others = context.into(imports);
      reflectors.add(new Reflector(Resource.imports(), new ImportBody(), others));
      reflectors.add(
          new Reflector(
              Resource.importedSlices(scope.labels()),
              new SliceBody(scope.podNames(), true, false),
              others));
    }
  }

  private Reflector reflector(Kind kind, Reflector.Context context) {
    return switch (kind) {
      case SERVICE ->
          new Reflector(
              Resource.services(scope.labels()), new ServiceBody(scope.outside()), context);
      case SLICE ->
          new Reflector(
              Resource.slices(scope.labels()),
              new SliceBody(scope.podNames(), false, scope.zones()),
              context);
      case NAMESPACE ->
          new Reflector(
              Resource.namespaces(scope.namespaceLabels()),
              new NamedBody(false, scope.namespaces()),
              context);
      case POD ->
          new Reflector(Resource.pods(scope.labels()), new NamedBody(true, Set.of()), context);
    };
  }

  /// Starts to read.
  ///
  /// @param threads gives each reflector a thread of its own
  public void start(Executor threads) {
    reflectors.forEach(threads::execute);
  }

  /// Whether everything was read once.
  public boolean isSynced() {
    return scope.kinds().stream().allMatch(table::isSynced)
        && (!scope.imports() || imports.isSynced(Kind.SERVICE) && imports.isSynced(Kind.SLICE));
  }

  /// Waits until everything was read once, at most `time`.
  public void awaitSynced(Duration time) throws InterruptedException {
    synced.await(time);
  }

  private void checkSynced() {
    if (isSynced()) {
      synced.now();
    }
  }

  @Override
  public void close() {
    stop.now();
    server.close();
  }
}
