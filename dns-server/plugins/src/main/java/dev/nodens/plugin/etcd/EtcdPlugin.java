package dev.nodens.plugin.etcd;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.pem.PemFiles;
import dev.nodens.wire.Name;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/// Serves names that stand in etcd. Only its first use in a block counts, as upstream.
public final class EtcdPlugin implements Plugin<EtcdConfig> {
  @Override
  public String name() {
    return "etcd";
  }

  @Override
  public EtcdConfig parse(Cursor cursor, BlockScope scope) {
    cursor.next();
    List<Name> zones =
        ZoneKeys.origins(cursor.remainingArgs(), scope.origins()).stream()
            .map(Name::parse)
            .toList();
    return new EtcdDirective(cursor).parse(zones);
  }

  @Override
  public void install(EtcdConfig config, Installation installation) {
    EtcdConfig.Access access = config.access();
    Optional<SSLSocketFactory> tls =
        access.tls().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new PemFiles(access.tls().stream().map(installation::resolve).toList())
                    .context()
                    .getSocketFactory());
    var store = new EtcdGateway(access.endpoints(), tls, access.credentials());
    var platform = installation.platform();
    installation.handler(new EtcdHandler(config, store, platform.blocking(), platform.clock()));
  }
}
