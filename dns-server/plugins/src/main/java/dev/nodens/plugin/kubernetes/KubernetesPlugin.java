package dev.nodens.plugin.kubernetes;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.plugin.kubernetes.table.ClusterTable;

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
    var table = new ClusterTable();
    var nameServers = new NameServers(config, table);
    var startup = new Startup(config, installation, table, nameServers);
    int loops = installation.platform().loops().size();
    installation.handler(new ClusterHandler(config, table, nameServers, loops, startup::isSynced));
    installation.readiness(startup::isSynced);
    installation.onStart(startup::start);
    installation.onRetire(startup::retire);
  }
}
