package dev.nodens.plugin.kubernetes;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.ResolverFile;
import dev.nodens.corefile.Cursor;
import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.wire.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `kubernetes [ZONES...] { ... }`: names of Services, endpoints and Pods.
public final class KubernetesPlugin implements Plugin<KubernetesConfig> {
  @Override
  public String name() {
    return "kubernetes";
  }

  @Override
  public KubernetesConfig parse(Cursor cursor, BlockScope scope) {
    return KubernetesDirective.parse(cursor, scope);
  }

  @Override
  public void install(KubernetesConfig config, Installation installation) {
    installation.platform().apiServers().prepare();
    var table = new ClusterTable();
    ClusterTable imports = config.multicluster().isEmpty() ? table : new ClusterTable(table);
    var nameServers = new NameServers(config, table);
    var startup = new Startup(config, installation, table, imports, nameServers);
    int loops = installation.platform().loops().size();
    var handler = new ClusterHandler(config, table, nameServers, loops, startup::isSynced);
    if (!config.multicluster().isEmpty()) {
      handler.imports(
          config.multicluster(),
          new ClusterHandler(config, imports, nameServers, loops, startup::isSynced));
    }
    installation.handler(handler);
    installation.onStart(() -> handler.searchPathOfHost(hostSearchPath(installation)));
    installation.metadata().offer(name(), new ClusterMetadata(config, table));
    installation.readiness(startup::isSynced);
    installation.onStart(startup::start);
    installation.onRetire(startup::retire);
  }

  /// A pod's search list ends with that of its node; ours, which the kubelet wrote, is taken for
  /// it.
  private static List<Name> hostSearchPath(Installation installation) {
    Path file = installation.platform().host().file(Path.of("/etc/resolv.conf"));
    try {
      return ResolverFile.read(file).search();
    } catch (IOException e) {
      return List.of();
    }
  }
}
