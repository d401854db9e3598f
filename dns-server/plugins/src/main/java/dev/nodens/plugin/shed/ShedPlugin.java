package dev.nodens.plugin.shed;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.server.ServedZone;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.Transport;
import dev.nodens.corefile.ZoneKey;
import java.nio.file.Path;

/// `shed`: counts what is lost under load. CoreDNS bounds with it the replies that wait for a
/// socket; here none ever waits, since the event loop that took a query writes its reply, and what
/// the kernel does not take is lost at once.
public final class ShedPlugin implements Plugin<ShedPlugin.Config> {
  /// What `shed` says: nothing.
  public record Config() {}

  @Override
  public String name() {
    return "shed";
  }

  @Override
  public Config parse(Cursor cursor, BlockScope scope) {
    cursor.next();
    if (!cursor.remainingArgs().isEmpty()) {
      throw cursor.argumentError();
    }
    if (cursor.nextBlock()) {
      throw cursor.error("shed takes no options");
    }
    if (cursor.next()) {
      throw cursor.onceOnly();
    }
    for (ZoneKey key : scope.keys()) {
      if (key.transport() != Transport.DNS) {
        String scheme = key.transport().scheme();
        throw cursor.error(
            "only plain DNS server blocks are supported; %s uses transport %s"
                .formatted(
                    GoSyntax.quote(scheme + "://" + key.zone() + ":" + key.port()),
                    GoSyntax.quote(scheme)));
      }
    }
    return new Config();
  }

  @Override
  public void install(Config config, Installation installation) {
    Family<Counter> dropped =
        installation
            .metrics()
            .counters(
                "coredns_shed_dropped_total",
                "Queries and replies that sockets lost under load.",
                "server",
                "reason");
    installation.onRefusal(new LostReplies(dropped));
    var queries = new LostQueries(dropped, Path.of("/proc/net"));
    installation.onStart(() -> {
      for (ServedZone zone : installation.servedZones()) {
        var _ = dropped.with(zone.server(), LostReplies.REASON);
        queries.watch(zone.server());
      }
    });
    installation.every(LostQueries.PERIOD, queries);
  }
}
