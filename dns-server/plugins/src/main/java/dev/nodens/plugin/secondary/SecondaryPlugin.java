package dev.nodens.plugin.secondary;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.HostPort;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.wire.Name;
import dev.nodens.zone.DnsPrimary;
import dev.nodens.zone.ZoneCopy;
import dev.nodens.zone.ZoneHandler;
import dev.nodens.zone.ZoneListener;
import dev.nodens.zone.ZoneListeners;
import dev.nodens.zone.ZoneSlot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// `secondary [ZONES...] { transfer from ADDRESS...; catalog [ZONES...]; fallthrough [ZONES...] }`.
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
      Optional<List<Name>> catalog = Optional.empty();
      while (cursor.nextBlock()) {
        switch (cursor.value()) {
          case "transfer" -> primaries.addAll(primaries(cursor));
          case "catalog" -> catalog = Optional.of(members(catalog, cursor));
          case "fallthrough" ->
              fallthrough = names(ZoneKeys.origins(cursor.remainingArgs(), List.of(".")));
          default -> throw cursor.error("unknown property '" + cursor.value() + "'");
        }
      }
      if (primaries.isEmpty()) {
        throw cursor.error("secondary zones require a transfer from property");
      }
      copies.add(new SecondaryConfig.Copy(zones, primaries, catalog));
    }
    return new SecondaryConfig(copies, fallthrough);
  }

  private static List<Name> names(List<String> zones) {
    return zones.stream().map(Name::parse).toList();
  }

  /// The zones of one line and those before; a line without zones allows any.
  private static List<Name> members(Optional<List<Name>> before, Cursor cursor) {
    List<Name> zones = new ArrayList<>();
    for (String word : cursor.remainingArgs()) {
      List<String> origins = ZoneKeys.origins(List.of(word), List.of());
      if (origins.isEmpty()) {
        throw cursor.refusal("invalid catalog member zone " + GoSyntax.quote(word));
      }
      zones.addAll(names(origins));
    }
    boolean any = zones.isEmpty() || before.filter(List::isEmpty).isPresent();
    before.ifPresent(zones::addAll);
    return any ? List.of() : zones;
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
    var slots = new AtomicReference<Consumer<Collection<ZoneSlot>>>(zones -> {});
    var copies = new Copies(zones -> slots.get().accept(zones));
    var receiver = new Notifications(copies, installation.platform().blocking());
    var handler = new ZoneHandler(List.of(), config.fallthrough(), receiver);
    slots.set(handler::use);
    for (SecondaryConfig.Copy use : config.copies()) {
      for (Name zone : use.zones()) {
        copies.add(zone, named(zone, use, copies, installation));
      }
    }
    installation.handler(handler);
    installation.onStart(() -> {
      handler.last(installation.nextPlugin("secondary").isEmpty());
      copies.start();
    });
    installation.onRetire(copies::stop);
  }

  private Copying named(
      Name zone, SecondaryConfig.Copy use, Copies copies, Installation installation) {
    var slot = new ZoneSlot(zone);
    List<InetSocketAddress> primaries =
        use.primaries().stream()
            .map(peer -> new InetSocketAddress(InetAddress.ofLiteral(peer.host()), peer.port()))
            .toList();
    Copies.Maker maker =
        member ->
            copying(
                new ZoneSlot(member),
                primaries,
                () -> ZoneListeners.of(installation),
                installation);
    Supplier<ZoneListener> listener =
        () ->
            origin -> {
              use.catalog().ifPresent(allowed -> copies.apply(slot.zone(), allowed, maker));
              ZoneListeners.of(installation).changed(origin);
            };
    return copying(slot, primaries, listener, installation);
  }

  private Copying copying(
      ZoneSlot slot,
      List<InetSocketAddress> primaries,
      Supplier<ZoneListener> listener,
      Installation installation) {
    var platform = installation.platform();
    var copy =
        new ZoneCopy(
            slot, primaries.stream().map(DnsPrimary::new).toList(), platform.clock(), listener);
    var hosts = primaries.stream().map(InetSocketAddress::getAddress).toList();
    return new Copying(copy, hosts, platform.loops().getFirst(), platform.blocking(), random.get());
  }
}
