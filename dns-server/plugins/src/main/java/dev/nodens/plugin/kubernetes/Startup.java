package dev.nodens.plugin.kubernetes;

import dev.nodens.core.Installation;
import dev.nodens.core.port.ApiServer;
import dev.nodens.core.port.ApiServers;
import dev.nodens.core.server.ServedZone;
import dev.nodens.plugin.kubernetes.feed.Feed;
import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts and ends the feed of one directive.
final class Startup {
  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
  private static final Duration REMINDER = Duration.ofMillis(500);

  private final KubernetesConfig config;
  private final Installation installation;
  private final ClusterTable table;
  private final ClusterTable imports;
  private final NameServers nameServers;
  private final Set<Kind> kinds;

  private volatile boolean synced;
  private volatile @Nullable Feed feed;
  private volatile List<SnapshotKeeper> snapshots = List.of();

  /// @param imports where services of a cluster set go
  Startup(
      KubernetesConfig config,
      Installation installation,
      ClusterTable table,
      ClusterTable imports,
      NameServers nameServers) {
    this.config = config;
    this.installation = installation;
    this.table = table;
    this.imports = imports;
    this.nameServers = nameServers;
    this.kinds = kinds(config);
  }

  private static Set<Kind> kinds(KubernetesConfig config) {
    Set<Kind> kinds = EnumSet.of(Kind.NAMESPACE, Kind.SERVICE);
    if (config.endpoints()) {
      kinds.add(Kind.SLICE);
    }
    if (config.pods() == PodMode.VERIFIED) {
      kinds.add(Kind.POD);
    }
    return kinds;
  }

  /// Whether the table was complete once. Any thread; no allocation once it is true.
  boolean isSynced() {
    if (synced) {
      return true;
    }
    for (Kind kind : kinds) {
      if (!table.isSynced(kind)) {
        return false;
      }
    }
    if (hasImports() && !(imports.isSynced(Kind.SERVICE) && imports.isSynced(Kind.SLICE))) {
      return false;
    }
    synced = true;
    return true;
  }

  private boolean hasImports() {
    return !config.multicluster().isEmpty();
  }

  /// Opens the API server and waits for a complete table, as long as the directive allows.
  void start() throws IOException, InterruptedException {
    nameServers.listenOn(ownAddresses());
    ApiServer server = installation.platform().apiServers().open(access());
    var started =
        new Feed(
            table,
            imports,
            scope(),
            server,
            installation.metrics(),
            installation.platform().clock(),
            new Random());
    feed = started;
    keepSnapshot();
    started.start(installation.platform().watching());
    await(started);
  }

  private void await(Feed started) throws InterruptedException {
    long end = System.nanoTime() + config.startupTimeout().toNanos();
    while (!isSynced()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        LOG.warn("plugin/kubernetes: starting server with unsynced Kubernetes API");
        return;
      }
      started.awaitSynced(Duration.ofNanos(Math.min(left, REMINDER.toNanos())));
      if (!isSynced() && left > REMINDER.toNanos()) {
        LOG.info("plugin/kubernetes: waiting for Kubernetes API before starting server");
      }
    }
  }

  /// With `NODENS_SNAPSHOT_DIR` in the environment, a restart while the API server is away serves
  /// what was known before.
  private void keepSnapshot() {
    String folder = installation.platform().host().environment("NODENS_SNAPSHOT_DIR");
    if (folder.isEmpty()) {
      return;
    }
    var keepers = new ArrayList<SnapshotKeeper>();
    keepers.add(keeper(folder, "cluster", table));
    if (hasImports()) {
      keepers.add(keeper(folder, "clusterset", imports));
    }
    keepers.forEach(SnapshotKeeper::restore);
    snapshots = List.copyOf(keepers);
    keepers.forEach(installation.platform().blocking()::execute);
  }

  private SnapshotKeeper keeper(String folder, String kind, ClusterTable kept) {
    String scope = config.zones() + " " + scope();
    String name = kind + "-" + Integer.toHexString(scope.hashCode()) + ".snapshot";
    return new SnapshotKeeper(
        installation.platform().host().file(Path.of(folder, name)),
        scope,
        kept,
        this::isSynced,
        installation.platform().clock());
  }

  void retire() {
    snapshots.forEach(SnapshotKeeper::stop);
    Feed started = feed;
    if (started != null) {
      started.close();
    }
  }

  private Feed.Scope scope() {
    return new Feed.Scope(
        kinds,
        config.labels(),
        config.namespaceLabels(),
        config.namespaces(),
        config.endpointPodNames(),
        config.zonal(),
        config.outside(),
        hasImports(),
        config.api().queriesPerSecond(),
        config.api().burst(),
        config.api().maxInflight());
  }

  private ApiServers.Access access() {
    KubernetesConfig.Api api = config.api();
    if (api.kubeconfig().isPresent()) {
      Path file = installation.resolve(api.kubeconfig().get());
      return new ApiServers.Kubeconfig(file, api.context());
    }
    if (api.endpoint().isEmpty()) {
      return new ApiServers.InCluster();
    }
    return new ApiServers.Endpoint(
        api.endpoint().get(),
        api.tls().flatMap(tls -> file(tls.certificate())),
        api.tls().flatMap(tls -> file(tls.key())),
        api.tls().flatMap(tls -> file(tls.authority())));
  }

  private Optional<Path> file(String name) {
    return name.isEmpty() ? Optional.empty() : Optional.of(installation.resolve(name));
  }

  /// The addresses that the block's servers listen on: those bound to, else all of the machine.
  private List<InetAddress> ownAddresses() throws IOException {
    var bound = new ArrayList<InetAddress>();
    for (ServedZone zone : installation.servedZones()) {
      String host = host(zone.server());
      if (!host.isEmpty()) {
        bound.add(InetAddress.ofLiteral(host));
      }
    }
    return bound.isEmpty() ? installation.platform().host().addresses() : bound;
  }

  /// The host in a label such as `dns://10.0.0.1:53`.
  private static String host(String server) {
    return server.substring(server.indexOf("://") + 3, server.lastIndexOf(':'));
  }
}
