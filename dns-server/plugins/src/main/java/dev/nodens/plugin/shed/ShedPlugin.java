package dev.nodens.plugin.shed;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.Transport;
import dev.nodens.corefile.ZoneKey;

/// `shed`: read, and nothing to do. It bounds the replies that wait for CoreDNS's socket; here the
/// event loop that took a query writes its reply, and what the kernel does not take is lost at
/// once.
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
  public void install(Config config, Installation installation) {}
}
