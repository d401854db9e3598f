package dev.nodens.plugin.kubernetes;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.Kind;
import java.util.EnumSet;
import java.util.Set;

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
    Set<Kind> kinds = kinds(config);
    int loops = installation.platform().loops().size();
    installation.handler(
        new ClusterHandler(config, table, nameServers, loops, () -> isSynced(table, kinds)));
    installation.readiness(() -> isSynced(table, kinds));
  }

  private static Set<Kind> kinds(KubernetesConfig config) {
    Set<Kind> kinds = EnumSet.of(Kind.SERVICE, Kind.NAMESPACE);
    if (config.endpoints()) {
      kinds.add(Kind.SLICE);
    }
    if (config.pods() == PodMode.VERIFIED) {
      kinds.add(Kind.POD);
    }
    return kinds;
  }

  private static boolean isSynced(ClusterTable table, Set<Kind> kinds) {
    return kinds.stream().allMatch(table::isSynced);
  }
}
