package dev.nodens.plugin.secondary;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.HostPort;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.wire.Name;
import dev.nodens.zone.DnsPrimary;
import dev.nodens.zone.ZoneCopy;
import dev.nodens.zone.ZoneHandler;
import dev.nodens.zone.ZoneListeners;
import dev.nodens.zone.ZoneSlot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// `secondary [ZONES...] { transfer from ADDRESS...; fallthrough [ZONES...] }`.
public final class SecondaryPlugin implements Plugin<SecondaryConfig> {
  private static final int DNS = 53;

  private final Supplier<RandomGenerator> random;

  /// @param random spreads the checks of many zones
  public SecondaryPlugin(Supplier<RandomGenerator> random) {
    this.random = random;
  }

  @Override
  public String name() {
    return "secondary";
  }

  @Override
  public SecondaryConfig parse(Cursor cursor, BlockScope scope) {
    var copies = new ArrayList<SecondaryConfig.Copy>();
    List<Name> fallthrough = List.of();
    while (cursor.next()) {
      List<Name> zones = names(ZoneKeys.origins(cursor.remainingArgs(), scope.origins()));
      var primaries = new ArrayList<HostPort>();
      while (cursor.nextBlock()) {
        switch (cursor.value()) {
          case "transfer" -> primaries.addAll(primaries(cursor));
          case "catalog" ->
              throw cursor.refusal(
                  "catalog is not part of Nodens: name the zones behind secondary instead");
          case "fallthrough" ->
              fallthrough = names(ZoneKeys.origins(cursor.remainingArgs(), List.of(".")));
          default -> throw cursor.error("unknown property '" + cursor.value() + "'");
        }
      }
      if (primaries.isEmpty()) {
        throw cursor.error("secondary zones require a transfer from property");
      }
      copies.add(new SecondaryConfig.Copy(zones, primaries));
    }
    return new SecondaryConfig(copies, fallthrough);
  }

  private static List<Name> names(List<String> zones) {
    return zones.stream().map(Name::parse).toList();
  }

  private static List<HostPort> primaries(Cursor cursor) {
    String from = cursor.argument();
    if (!from.equals("from")) {
      throw cursor.error("unknown property " + from);
    }
    List<String> addresses = cursor.remainingArgs();
    if (addresses.isEmpty()) {
      throw cursor.argumentError();
    }
    if (addresses.contains("*")) {
      throw cursor.refusal("can't use '*' in transfer from");
    }
    return addresses.stream().map(address -> HostPort.peer(address, DNS, cursor)).toList();
  }

  @Override
  public void install(SecondaryConfig config, Installation installation) {
    Map<Name, Copying> copies = new LinkedHashMap<>();
    for (SecondaryConfig.Copy use : config.copies()) {
      for (Name zone : use.zones()) {
        copies.put(zone, copying(zone, use.primaries(), installation));
      }
    }
    var receiver = new Notifications(copies, installation.platform().blocking());
    var handler = new ZoneHandler(List.of(), config.fallthrough(), receiver);
    handler.use(copies.values().stream().map(copy -> copy.zone().slot()).toList());
    installation.handler(handler);
    installation.onStart(() -> {
      handler.last(installation.nextPlugin("secondary").isEmpty());
      copies.values().forEach(Copying::start);
    });
    installation.onRetire(() -> copies.values().forEach(Copying::stop));
  }

  private Copying copying(Name zone, List<HostPort> from, Installation installation) {
    var platform = installation.platform();
    List<InetSocketAddress> addresses =
        from.stream()
            .map(peer -> new InetSocketAddress(InetAddress.ofLiteral(peer.host()), peer.port()))
            .toList();
    var copy =
        new ZoneCopy(
            new ZoneSlot(zone),
            addresses.stream().map(DnsPrimary::new).toList(),
            platform.clock(),
            () -> ZoneListeners.of(installation));
    var hosts = addresses.stream().map(InetSocketAddress::getAddress).toList();
    return new Copying(copy, hosts, platform.loops().getFirst(), platform.blocking(), random.get());
  }
}
