package dev.nodens.core.server;

import dev.nodens.core.config.Configuration;
import dev.nodens.core.port.Platform;
import java.util.List;

/// A configuration that serves, from its assembly to its retirement. Not on event loops.
public final class RunningConfiguration {
  private final Configuration configuration;
  private final List<Listener> listeners;
  private final Lifecycle lifecycle;

  RunningConfiguration(Configuration configuration, List<Listener> listeners, Lifecycle lifecycle) {
    this.configuration = configuration;
    this.listeners = List.copyOf(listeners);
    this.lifecycle = lifecycle;
  }

  /// Builds the servers of `configuration`; nothing listens yet.
  ///
  /// @throws dev.nodens.core.PluginException if a plugin cannot be put to work
  public static RunningConfiguration assemble(Configuration configuration, Platform platform) {
    return new Assembly(configuration, platform).assemble();
  }

  /// What is served.
  public Configuration configuration() {
    return configuration;
  }

  /// The servers and where each has to listen.
  public List<Listener> listeners() {
    return listeners;
  }

  /// Starts what the plugins need before queries come; may block for seconds.
  ///
  /// @throws dev.nodens.core.PluginException if one cannot start; all are retired then
  public void start() {
    lifecycle.start();
  }

  /// Tells the plugins that the servers listen.
  public void listening() {
    lifecycle.listening();
  }

  /// Tells the plugins that the process will stop; blocks for the lame-duck time.
  public void shutdown() {
    lifecycle.shutdown();
  }

  /// Ends what the plugins started. The servers must not be given queries any more.
  public void retire() {
    lifecycle.retire();
  }

  /// Plugins that are not ready, sorted.
  public List<String> notReady() {
    return lifecycle.notReady();
  }
}
