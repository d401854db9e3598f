package dev.nodens.operator.corefile;

import dev.nodens.crd.DnsConfig;
import dev.nodens.crd.DnsConfig.HostEntry;
import dev.nodens.crd.NodeHosts;
import dev.nodens.crd.StubZone;
import dev.nodens.crd.Upstreams;
import dev.nodens.operator.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes the Corefile of a structured configuration: kubeadm's default, changed by what is
/// declared.
///
/// There is no `reload`: a revision is immutable, and a new one comes with new pods.
public final class CorefileRenderer {
  private static final int DNS_PORT = 53;
  private static final int DNS_OVER_TLS_PORT = 853;

  private CorefileRenderer() {}

  /// The text of a configuration.
  public static String render(DnsConfig config, NodeHosts nodeHosts, String clusterDomain) {
    var file = new CorefileWriter();
    file.block(".:" + DNS_PORT, block -> defaultBlock(block, config, nodeHosts, clusterDomain));
    for (StubZone zone : config.stubZones()) {
      file.block(zone.name() + ":" + DNS_PORT, block -> stubBlock(block, zone, config));
    }
    return file.toString();
  }

  private static void defaultBlock(
      CorefileWriter block, DnsConfig config, NodeHosts nodeHosts, String clusterDomain) {
    block.line("errors");
    log(block, config.log());
    block.block("health", health -> health.line("lameduck " + config.lameDuckSeconds() + "s"));
    block.line("ready");
    kubernetes(block, config.kubernetes(), clusterDomain);
    if (nodeHosts.enabled() || !config.hosts().isEmpty()) {
      hosts(block, config.hosts(), nodeHosts);
    }
    block.line("prometheus :9153");
    forward(block, upstream(config.upstreams()));
    cache(block, config.cache(), clusterDomain);
    block.line("loop");
    block.line("loadbalance");
  }

  /// A name in a stub zone never reaches the default block, so the zone's fixed addresses are
  /// repeated here.
  private static void stubBlock(CorefileWriter block, StubZone zone, DnsConfig config) {
    block.line("errors");
    log(block, config.log());
    List<HostEntry> inside = hostsWithin(zone.name(), config.hosts());
    if (!inside.isEmpty()) {
      hosts(block, inside, null);
    }
    block.line("prometheus :9153");
    forward(
        block,
        new Target(
            zone.name(), zone.servers(), zone.tlsServerName(), zone.policy(), zone.protocol(), 0));
    if (config.cache().enabled() && zone.cacheSeconds() > 0) {
      block.line("cache " + zone.cacheSeconds());
    }
    block.line("loadbalance");
  }

  private static void log(CorefileWriter block, DnsConfig.Log log) {
    switch (log.queries()) {
      case NONE -> {}
      case ERRORS -> block.block("log", classes -> classes.line("class error"));
      case DENIALS -> block.block("log", classes -> classes.line("class denial error"));
      case ALL -> block.line("log");
    }
  }

  private static void kubernetes(
      CorefileWriter block, DnsConfig.Kubernetes kubernetes, String clusterDomain) {
    String reverse = String.join(" ", kubernetes.reverseZones());
    block.block(
        ("kubernetes " + clusterDomain + " " + reverse).stripTrailing(),
        options -> {
          options.line("pods " + kubernetes.pods().name().toLowerCase(Locale.ROOT));
          if (kubernetes.endpointPodNames()) {
            options.line("endpoint_pod_names");
          }
          if (!kubernetes.namespaces().isEmpty()) {
            options.line("namespaces " + String.join(" ", kubernetes.namespaces()));
          }
          if (!reverse.isEmpty()) {
            options.line("fallthrough " + reverse);
          }
          options.line("ttl " + kubernetes.ttlSeconds());
        });
  }

  /// Without a file the directive would read the pod's own `/etc/hosts`.
  private static void hosts(
      CorefileWriter block, List<HostEntry> entries, @Nullable NodeHosts nodeHosts) {
    boolean withNodes = nodeHosts != null && nodeHosts.enabled();
    String file = withNodes ? Names.CONFIG_DIRECTORY + "/" + Names.NODE_HOSTS : "/dev/null";
    block.block(
        "hosts " + file,
        options -> {
          for (HostEntry entry : entries) {
            options.line(entry.ip() + " " + String.join(" ", entry.names()));
          }
          if (nodeHosts != null && withNodes) {
            options.line("ttl " + nodeHosts.ttlSeconds());
            options.line("reload 15s");
          }
          options.line("fallthrough");
        });
  }

  private static List<HostEntry> hostsWithin(String zone, List<HostEntry> hosts) {
    List<HostEntry> inside = new ArrayList<>();
    for (HostEntry entry : hosts) {
      List<String> names = entry.names().stream().filter(name -> isWithin(name, zone)).toList();
      if (!names.isEmpty()) {
        inside.add(new HostEntry(entry.ip(), names));
      }
    }
    return inside;
  }

  private static boolean isWithin(String name, String zone) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals(zone) || lower.endsWith("." + zone);
  }

  private record Target(
      String zone,
      List<Upstreams.Server> servers,
      @Nullable String tlsServerName,
      Upstreams.Policy policy,
      Upstreams.Protocol protocol,
      int maxConcurrent) {}

  private static Target upstream(Upstreams upstreams) {
    return new Target(
        ".",
        upstreams.servers(),
        upstreams.tlsServerName(),
        upstreams.policy(),
        upstreams.protocol(),
        upstreams.maxConcurrent());
  }

  private static void forward(CorefileWriter block, Target target) {
    List<String> to =
        target.servers().isEmpty()
            ? List.of("/etc/resolv.conf")
            : target.servers().stream().map(CorefileRenderer::server).toList();
    List<String> options = new ArrayList<>();
    if (target.tlsServerName() != null) {
      options.add("tls_servername " + target.tlsServerName());
    }
    switch (target.policy()) {
      case RANDOM -> {}
      case ROUND_ROBIN -> options.add("policy round_robin");
      case SEQUENTIAL -> options.add("policy sequential");
    }
    switch (target.protocol()) {
      case AUTO -> {}
      case TCP -> options.add("force_tcp");
      case PREFER_UDP -> options.add("prefer_udp");
    }
    if (target.maxConcurrent() > 0) {
      options.add("max_concurrent " + target.maxConcurrent());
    }
    block.block("forward " + target.zone() + " " + String.join(" ", to), options);
  }

  private static String server(Upstreams.Server server) {
    boolean tls = server.transport() == Upstreams.Transport.TLS;
    Integer declared = server.port();
    int port = declared != null ? declared : tls ? DNS_OVER_TLS_PORT : DNS_PORT;
    boolean v6 = server.address().indexOf(':') >= 0;
    String host = v6 ? "[" + server.address() + "]" : server.address();
    boolean implied = declared == null && !v6;
    return (tls ? "tls://" : "") + host + (implied ? "" : ":" + port);
  }

  private static void cache(CorefileWriter block, DnsConfig.Cache cache, String clusterDomain) {
    if (!cache.enabled()) {
      return;
    }
    List<String> options = new ArrayList<>();
    if (!cache.clusterNames()) {
      options.add("disable success " + clusterDomain);
      options.add("disable denial " + clusterDomain);
    }
    if (cache.serveStaleSeconds() > 0) {
      options.add("serve_stale " + cache.serveStaleSeconds() + "s");
    }
    block.block("cache " + cache.maxSeconds(), options);
  }
}
