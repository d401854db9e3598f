package dev.nodens.plugin;

import dev.nodens.core.Plugin;
import dev.nodens.plugin.bind.BindPlugin;
import dev.nodens.plugin.cache.CachePlugin;
import dev.nodens.plugin.chaos.ChaosPlugin;
import dev.nodens.plugin.errors.ErrorsPlugin;
import dev.nodens.plugin.forward.ForwardPlugin;
import dev.nodens.plugin.health.HealthPlugin;
import dev.nodens.plugin.hosts.HostsPlugin;
import dev.nodens.plugin.kubernetes.KubernetesPlugin;
import dev.nodens.plugin.loadbalance.LoadbalancePlugin;
import dev.nodens.plugin.log.LogPlugin;
import dev.nodens.plugin.loop.LoopPlugin;
import dev.nodens.plugin.prometheus.PrometheusPlugin;
import dev.nodens.plugin.ready.ReadyPlugin;
import dev.nodens.plugin.reload.ReloadPlugin;
import dev.nodens.plugin.whoami.WhoamiPlugin;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.SplittableRandom;

/// All plugins in the order in which they serve; the order is CoreDNS's and part of the contract.
public final class Plugins {
  /// The order of the chain. A new plugin is one line here (`//` keeps it one).
  public static final List<Plugin<?>> ORDER =
      List.of(
          new ReloadPlugin(), //
          new BindPlugin(), //
          new ReadyPlugin(), //
          new HealthPlugin(), //
          new PrometheusPlugin(), //
          new ErrorsPlugin(), //
          new LogPlugin(), //
          new ChaosPlugin(SplittableRandom::new), //
          new LoadbalancePlugin(SplittableRandom::new), //
          new CachePlugin(), //
          new HostsPlugin(), //
          new KubernetesPlugin(), //
          new LoopPlugin(), //
          new ForwardPlugin(), //
          new WhoamiPlugin());

  private Plugins() {}

  /// The directive names, in the order of the chain.
  public static SequencedSet<String> names() {
    var names = new LinkedHashSet<String>();
    ORDER.forEach(plugin -> names.add(plugin.name()));
    return names;
  }
}
