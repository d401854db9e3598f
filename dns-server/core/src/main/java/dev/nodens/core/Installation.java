package dev.nodens.core;

import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.ServerTls;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.port.Platform;
import dev.nodens.core.server.RefusalObserver;
import dev.nodens.core.server.ServedZone;
import dev.nodens.core.server.ViewFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A server block under construction, as its plugins see it.
///
/// Plugins are installed in the order of the chain, so one that needs another looks for it in
/// [#onStart], when all are there.
public interface Installation {
  /// Zones and keys of the block.
  BlockScope scope();

  /// Everything outside the core.
  Platform platform();

  /// The metrics of the process.
  default MetricRegistry metrics() {
    return platform().metrics();
  }

  /// Adds the plugin's handler to the chain.
  void handler(Handler handler);

  /// What the block's plugins know of a query, by label.
  Metadata metadata();

  /// Restricts the block to the queries that `accepts` takes; others go to the next block that has
  /// the zone.
  void view(String name, ViewFilter accepts);

  /// Puts TLS on the block's `tls://` listeners.
  void tls(ServerTls identity);

  /// Whether the configuration asks for debug lines.
  boolean debug();

  /// Lets queries of every class enter the chains of the block's servers.
  void acceptAnyClass();

  /// Hears of queries that the block's servers refuse ahead of every chain. On a server of many
  /// blocks only the first block's observer of each plugin is asked.
  void onRefusal(RefusalObserver observer);

  /// Runs before the servers listen, in chain order; may block for a bounded time.
  void onStart(Action action);

  /// Runs once the servers listen.
  void onListening(Action action);

  /// Runs when the whole process is asked to stop, while it still serves; may block (lame duck).
  void onShutdown(Action action);

  /// Runs when this configuration serves no more: replaced by a reload, or at the end.
  void onRetire(Action action);

  /// Runs `task` on a virtual thread every `period` until retirement; a run that fails is logged.
  void every(Duration period, Runnable task);

  /// Says that the process is not ready before `ready` is true. Asked from any thread.
  void readiness(BooleanSupplier ready);

  /// Plugins of the whole configuration that are not ready now, sorted. Any thread.
  List<String> notReady();

  /// Whether the whole process was asked to stop; it serves on for a while. Any thread.
  boolean stopping();

  /// Sets the block's root directory; for the plugins that are installed later.
  void root(String directory);

  /// A relative path seen from the block's root directory.
  Path resolve(String path);

  /// The handler of another plugin of this block, once all are installed.
  <T> Optional<T> peer(String plugin, Class<T> type);

  /// The plugin whose handler follows that of `plugin` in the chain, once all are installed; empty
  /// text if there is none.
  String nextPlugin(String plugin);

  /// The zones on all servers that this block's chain serves, once all blocks are built.
  List<ServedZone> servedZones();

  /// The one `type` that all blocks of this configuration share; `maker` makes it when it is first
  /// asked for.
  <T> T shared(Class<T> type, Supplier<T> maker);

  /// Code that may fail and may block.
  @FunctionalInterface
  interface Action {
    /// Does it.
    ///
    /// @throws Exception with a message fit for users
    void run() throws Exception;
  }
}
