package dev.nodens.core.config;

import dev.nodens.core.Plugin;
import dev.nodens.corefile.Corefile;
import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.ListenConflicts;
import dev.nodens.corefile.ServerBlock;
import dev.nodens.corefile.ZoneKey;
import dev.nodens.corefile.ZoneKeys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A whole Corefile, checked as far as that goes without starting anything. Immutable.
///
/// @param corefile what was read
/// @param blocks its server blocks in file order
/// @param warnings lines for whoever wrote the file
public record Configuration(
    Corefile corefile, List<BlockConfiguration> blocks, List<String> warnings) {

  public Configuration {
    blocks = List.copyOf(blocks);
    warnings = List.copyOf(warnings);
  }

  /// Reads every directive of `corefile` with its plugin.
  ///
  /// Directives are read plugin by plugin and within that block by block, as CoreDNS does: it
  /// decides which of two errors is reported.
  ///
  /// @param plugins all plugins in the order of the chain
  /// @param defaultPort port of `dns://` keys without one
  /// @throws CorefileException for the first thing that is wrong
  public static Configuration parse(Corefile corefile, List<Plugin<?>> plugins, int defaultPort) {
    var warnings = new ArrayList<>(corefile.warnings());
    var scopes = new ArrayList<BlockScope>();
    for (ServerBlock block : corefile.blocks()) {
      List<ZoneKey> keys = new ZoneKeys(defaultPort).of(block);
      warnings.addAll(ZoneKeys.warnings(keys));
      scopes.add(new BlockScope(keys, block));
    }
    var directives = new ArrayList<List<BlockConfiguration.Directive<?>>>();
    var listen = new ArrayList<ListenOptions>();
    for (int i = 0; i < scopes.size(); i++) {
      directives.add(new ArrayList<>());
      listen.add(new ListenOptions());
    }
    for (Plugin<?> plugin : plugins) {
      BlockConfiguration.@Nullable Directive<?> everywhere = null;
      for (int i = 0; i < scopes.size(); i++) {
        if (scopes.get(i).source().uses(plugin.name())) {
          var directive = read(plugin, scopes.get(i), listen.get(i));
          directives.get(i).add(directive);
          everywhere = everywhere == null ? directive.everywhere() : everywhere;
        }
      }
      if (everywhere != null) {
        for (List<BlockConfiguration.Directive<?>> block : directives) {
          block.add(everywhere);
        }
      }
    }
    var blocks = new ArrayList<BlockConfiguration>();
    for (int i = 0; i < scopes.size(); i++) {
      blocks.add(new BlockConfiguration(scopes.get(i), directives.get(i), listen.get(i)));
    }
    refuseConflicts(blocks);
    return new Configuration(corefile, blocks, warnings);
  }

  /// Whether a block asks for debug lines.
  public boolean debug() {
    return blocks.stream().anyMatch(block -> block.scope().source().uses("debug"));
  }

  private static <C> BlockConfiguration.Directive<C> read(
      Plugin<C> plugin, BlockScope scope, ListenOptions listen) {
    try {
      C config = plugin.parse(scope.source().cursor(plugin.name()), scope);
      plugin.listen(config, listen);
      return new BlockConfiguration.Directive<>(plugin, config);
    } catch (CorefileException e) {
      throw e.in(plugin.name());
    }
  }

  private static void refuseConflicts(List<BlockConfiguration> blocks) {
    var served = new ArrayList<ListenConflicts.Served>();
    for (BlockConfiguration block : blocks) {
      List<String> bind = block.listen().bind();
      for (ZoneKey key : block.scope().keys()) {
        boolean filtered = block.scope().source().uses("view");
        served.add(new ListenConflicts.Served(key, bind.isEmpty() ? List.of("") : bind, filtered));
      }
    }
    ListenConflicts.check(served);
  }
}
