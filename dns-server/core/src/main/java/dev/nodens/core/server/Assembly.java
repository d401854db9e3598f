package dev.nodens.core.server;

import dev.nodens.core.Chain;
import dev.nodens.core.Handler;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.BlockConfiguration;
import dev.nodens.core.config.Configuration;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.port.Platform;
import dev.nodens.corefile.ZoneKey;
import dev.nodens.wire.Name;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns a configuration into servers: installs the plugins, builds each block's chain once, and
/// groups the zones by where they listen.
final class Assembly {
  private final Configuration configuration;
  private final Platform platform;
  private final Counter panics;
  private final boolean debug;
  private final Lifecycle lifecycle = new Lifecycle();
  private final Map<String, Site> sites = new LinkedHashMap<>();
  private final Map<Class<?>, Object> shared = new HashMap<>();
  private int nextZone;

  Assembly(Configuration configuration, Platform platform) {
    this.configuration = configuration;
    this.platform = platform;
    this.debug = configuration.debug();
    this.panics =
        platform
            .metrics()
            .counters("coredns_panics_total", "Handlers that threw while serving a query.")
            .with();
  }

  RunningConfiguration assemble() {
    for (BlockConfiguration block : configuration.blocks()) {
      place(block, install(block));
    }
    var listeners = new ArrayList<Listener>();
    MetricRegistry metrics = platform.metrics();
    @Nullable SourceLimit sources = sourceLimit();
    sites
        .values()
        .forEach(site -> listeners.add(site.listener(revision(), panics, metrics, sources)));
    return new RunningConfiguration(configuration, listeners, lifecycle);
  }

  /// What all servers together let one source ask; null if that is not limited.
  private @Nullable SourceLimit sourceLimit() {
    String text = platform.host().environment(SourceRate.VARIABLE);
    if (text.isBlank()) {
      return null;
    }
    try {
      return new SourceLimit(
          SourceRate.of(text),
          platform.loops().size(),
          new SecureRandom().nextLong(),
          platform
              .metrics()
              .counters(
                  "nodens_rate_limited_queries_total",
                  "Queries not served because their source had sent too many.")
              .with());
    } catch (IllegalArgumentException e) {
      throw new PluginException(String.valueOf(e.getMessage()), e);
    }
  }

  private String revision() {
    return configuration.corefile().sha256();
  }

  private BlockInstallation install(BlockConfiguration block) {
    var installation = new BlockInstallation(block.scope(), platform, lifecycle, shared, debug);
    for (BlockConfiguration.Directive<?> directive : block.directives()) {
      String name = directive.plugin().name();
      installation.begin(name);
      try {
        directive.install(installation);
      } catch (PluginException e) {
        throw new PluginException("plugin/" + name + ": " + e.getMessage(), e);
      }
    }
    return installation;
  }

  private void place(BlockConfiguration block, BlockInstallation installation) {
    List<Handler> handlers = installation.handlers();
    var chain = new Chain(installation.handlerPlugins(), handlers);
    for (String host : hosts(block)) {
      for (ZoneKey key : block.scope().keys()) {
        String site = key.transport().scheme() + "://" + host + ":" + key.port();
        ServedZone zone =
            sites
                .computeIfAbsent(site, label -> new Site(label, key.transport(), host, key.port()))
                .add(nextZone++, Name.parse(key.zone()), chain, installation, block.listen());
        installation.serves(zone);
      }
    }
  }

  private List<String> hosts(BlockConfiguration block) {
    if (block.listen().bind().isEmpty()) {
      return List.of("");
    }
    var except = new ArrayList<String>();
    block.listen().except().forEach(name -> except.addAll(addressesOf(name)));
    var hosts = new ArrayList<String>();
    for (String name : block.listen().bind()) {
      for (String host : addressesOf(name)) {
        if (!except.contains(host) && !hosts.contains(host)) {
          hosts.add(host);
        }
      }
    }
    return hosts;
  }

  private List<String> addressesOf(String name) {
    try {
      List<InetAddress> addresses = platform.host().interfaceAddresses(name);
      if (!addresses.isEmpty()) {
        return addresses.stream().map(InetAddress::getHostAddress).toList();
      }
      return List.of(InetAddress.ofLiteral(name).getHostAddress());
    } catch (IOException | IllegalArgumentException e) {
      throw new PluginException(
          "plugin/bind: not a valid IP address or interface name: \"" + name + "\"", e);
    }
  }
}
