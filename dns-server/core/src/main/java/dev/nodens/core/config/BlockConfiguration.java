package dev.nodens.core.config;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One server block, read to its end.
///
/// @param scope keys and source
/// @param directives one entry for each directive in use, in the order of the chain
/// @param listen how its servers listen
public record BlockConfiguration(
    BlockScope scope, List<Directive<?>> directives, ListenOptions listen) {

  public BlockConfiguration {
    directives = List.copyOf(directives);
  }

  /// The configuration of plugin `name`, if the block uses it and it is a `type`.
  public <C> Optional<C> of(String name, Class<C> type) {
    return directives.stream()
        .filter(directive -> directive.plugin().name().equals(name))
        .map(Directive::config)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }

  /// A plugin with what its directive says.
  ///
  /// @param <C> the plugin's configuration
  public record Directive<C>(Plugin<C> plugin, C config) {
    /// What it adds to every block; null if nothing.
    @Nullable Directive<C> everywhere() {
      Optional<C> added = plugin.everywhere(config);
      return added.isEmpty() ? null : new Directive<>(plugin, added.get());
    }

    /// Puts it to work.
    public void install(Installation installation) {
      plugin.install(config, installation);
    }
  }
}
