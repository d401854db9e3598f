package dev.nodens.plugin.transfer;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.HostPort;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.IpLiteral;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.wire.Name;
import dev.nodens.zone.TransferSource;
import dev.nodens.zone.ZoneMaker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `transfer [ZONES...] { to ADDRESS...|*; source ADDRESS }`.
public final class TransferPlugin implements Plugin<TransferConfig> {
  private static final int DNS = 53;

  /// The plugins whose zones can be transferred, in the order of the chain.
  private static final List<String> SOURCES = List.of("dynupdate", "file", "auto", "secondary");

  /// The plugins that make a zone of what they know, when it is asked for.
  private static final List<String> MAKERS = List.of("k8s_external", "kubernetes");

  @Override
  public String name() {
    return "transfer";
  }

  @Override
  public TransferConfig parse(Cursor cursor, BlockScope scope) {
    var rules = new ArrayList<TransferConfig.Rule>();
    while (cursor.next()) {
      rules.add(rule(cursor, scope));
    }
    return new TransferConfig(rules);
  }

  private static TransferConfig.Rule rule(Cursor cursor, BlockScope scope) {
    List<Name> zones =
        ZoneKeys.origins(cursor.remainingArgs(), scope.origins()).stream()
            .map(Name::parse)
            .toList();
    boolean anyone = false;
    var secondaries = new ArrayList<HostPort>();
    Optional<String> source = Optional.empty();
    while (cursor.nextBlock()) {
      switch (cursor.value()) {
        case "to" -> {
          List<String> words = cursor.remainingArgs();
          if (words.isEmpty()) {
            throw cursor.argumentError();
          }
          anyone |= words.contains("*");
          words.stream()
              .filter(word -> !word.equals("*"))
              .forEach(word -> secondaries.add(HostPort.peer(word, DNS, cursor)));
        }
        case "source" -> {
          String address = cursor.onlyArgument();
          if (source.isPresent()) {
            throw cursor.error("source already specified");
          }
          if (IpLiteral.parse(address) == null) {
            throw cursor.error("invalid source address " + GoSyntax.quote(address));
          }
          source = Optional.of(address);
        }
        default -> throw cursor.error("unknown property " + GoSyntax.quote(cursor.value()));
      }
    }
    if (!anyone && secondaries.isEmpty()) {
      throw cursor.error("'to' is required");
    }
    return new TransferConfig.Rule(zones, anyone, secondaries, source);
  }

  @Override
  public void install(TransferConfig config, Installation installation) {
    var platform = installation.platform();
    var notifier = new Notifier(platform.loops().getFirst());
    var handler = new TransferHandler(config, notifier, platform.blocking());
    installation.handler(handler);
    installation.onStart(() ->
        handler.sources(
            peers(SOURCES, TransferSource.class, installation),
            peers(MAKERS, ZoneMaker.class, installation)));
    installation.onRetire(notifier::stop);
  }

  private static <T> List<T> peers(List<String> plugins, Class<T> type, Installation installation) {
    return plugins.stream().flatMap(plugin -> installation.peer(plugin, type).stream()).toList();
  }
}
