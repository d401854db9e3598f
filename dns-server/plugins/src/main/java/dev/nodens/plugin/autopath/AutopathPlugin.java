package dev.nodens.plugin.autopath;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.PluginException;
import dev.nodens.core.SearchPath;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.ResolverFile;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.wire.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `autopath [ZONES...] FILE|@PLUGIN`.
public final class AutopathPlugin implements Plugin<AutopathPlugin.Config> {
  /// What `autopath` says.
  ///
  /// @param zones that queries must lie in
  /// @param source `@` and the name of a plugin, or a file in the form of resolv.conf
  public record Config(List<Name> zones, String source) {
    public Config {
      zones = List.copyOf(zones);
    }
  }

  @Override
  public String name() {
    return "autopath";
  }

  @Override
  public Config parse(Cursor cursor, BlockScope scope) {
    Config config = new Config(List.of(), "");
    while (cursor.next()) {
      List<String> args = cursor.remainingArgs();
      if (args.isEmpty()) {
        throw cursor.refusal("no resolv-conf specified");
      }
      List<String> zones = ZoneKeys.origins(args.subList(0, args.size() - 1), scope.origins());
      config = new Config(zones.stream().map(Name::parse).toList(), args.getLast());
    }
    return config;
  }

  @Override
  public void install(Config config, Installation installation) {
    var walked =
        installation
            .metrics()
            .counters(
                "coredns_autopath_success_total",
                "Queries answered by walking the search list.",
                "server");
    var handler = new AutopathHandler(config.zones(), walked);
    installation.handler(handler);
    String source = config.source();
    if (source.startsWith("@")) {
      String plugin = source.substring(1);
      installation.onStart(
          () -> installation.peer(plugin, SearchPath.class).ifPresent(handler::use));
      return;
    }
    List<Name> search = read(installation.resolve(source), source);
    handler.use(exchange -> search);
  }

  private static List<Name> read(Path file, String written) {
    try {
      return ResolverFile.read(file).search();
    } catch (IOException e) {
      throw new PluginException(
          "failed to parse " + GoSyntax.quote(written) + ": " + e.getMessage(), e);
    }
  }
}
