package dev.nodens.core.server;

import dev.nodens.core.Chain;
import dev.nodens.core.Handler;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.BlockConfiguration;
import dev.nodens.core.config.Configuration;
import dev.nodens.core.config.ListenOptions;
import dev.nodens.core.config.ServerTls;
import dev.nodens.core.config.StreamLimits;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.port.Platform;
import dev.nodens.corefile.ZoneKey;
import dev.nodens.wire.Name;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    sites.values().forEach(site -> listeners.add(site.listener(revision(), panics)));
    return new RunningConfiguration(configuration, listeners, lifecycle);
  }

  private String revision() {
    return configuration.corefile().sha256();
  }

  private BlockInstallation install(BlockConfiguration block) {
    var installation = new BlockInstallation(block.scope(), platform, lifecycle, debug);
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
                .computeIfAbsent(
                    site, label -> new Site(label, key.transport().scheme(), host, key.port()))
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

  /// Where one server listens, while its zones are collected.
  private static final class Site {
    private final String label;
    private final String scheme;
    private final String host;
    private final int port;
    private final List<ServedZone> zones = new ArrayList<>();
    private final Map<String, RefusalObserver> observers = new LinkedHashMap<>();
    private boolean anyClass;
    private StreamLimits limits = StreamLimits.DEFAULT;
    private @Nullable ServerTls tls;

    Site(String label, String scheme, String host, int port) {
      this.label = label;
      this.scheme = scheme;
      this.host = host;
      this.port = port;
    }

    ServedZone add(
        int id, Name zone, Chain chain, BlockInstallation installation, ListenOptions listen) {
      checkTls(zone, installation.tls());
      limits = listen.limits().equals(StreamLimits.DEFAULT) ? limits : listen.limits();
      var served =
          new ServedZone(
              id, label, zone, zone.toString(), installation.view(), installation.filter(), chain);
      zones.add(served);
      anyClass |= installation.anyClass();
      installation.observers().forEach(observers::putIfAbsent);
      return served;
    }

    /// Clients say only after the handshake which zone they want, so all blocks must agree.
    private void checkTls(Name zone, @Nullable ServerTls next) {
      if (scheme.equals("dns") || zones.isEmpty()) {
        tls = next;
        return;
      }
      if (!Objects.equals(tls, next)) {
        throw new PluginException(
            "conflicting TLS configuration for shared listener %s between zones \"%s\" and \"%s\": %s"
                .formatted(
                    scheme + "://" + host + ":" + port,
                    zones.getFirst().zoneText(),
                    zone,
                    tls == null || next == null
                        ? "TLS is configured for only one server block"
                        : "server certificates differ"));
      }
    }

    Listener listener(String revision, Counter panics) {
      var server =
          new Server(label, zones, anyClass, revision, List.copyOf(observers.values()), panics)
              .withStreams(limits, scheme.equals("dns") ? null : tls);
      List<String> names = zones.stream().map(ServedZone::zoneText).distinct().toList();
      return new Listener(scheme, host, port, names, server);
    }
  }
}
