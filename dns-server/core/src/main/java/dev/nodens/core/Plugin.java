package dev.nodens.core;

import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.ListenOptions;
import dev.nodens.corefile.Cursor;
import java.util.Optional;

/// One directive of the Corefile: how it is read and what it adds to a server block.
///
/// @param <C> the directive's configuration, a record
public interface Plugin<C> {
  /// The directive's name.
  String name();

  /// Reads every use of the directive in one block. Pure: no file, network, environment or clock,
  /// so that the operator validates with the same code.
  ///
  /// @throws dev.nodens.corefile.CorefileException (from the cursor) at the first thing that is
  ///   wrong
  C parse(Cursor cursor, BlockScope scope);

  /// Changes how the block's servers listen. Pure.
  default void listen(C config, ListenOptions options) {}

  /// What the directive adds to every block of the Corefile, at its place in the chain: also to
  /// those that do not use it, and beside what those add that do. Nothing, for nearly all. Pure.
  default Optional<C> everywhere(C config) {
    return Optional.empty();
  }

  /// Puts the directive to work in a block that is being built: adds a handler, hooks into start
  /// and stop. May read files; runs on no event loop.
  ///
  /// @throws PluginException if it cannot work: a file that must exist, an address in use
  void install(C config, Installation installation);
}
