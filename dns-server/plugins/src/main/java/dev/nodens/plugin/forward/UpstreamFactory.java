package dev.nodens.plugin.forward;

import dev.nodens.core.Installation;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.ResolverFile;
import dev.nodens.core.port.ClientTls;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.Transport;
import dev.nodens.pem.PemFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes upstreams of what a stanza names: looks into files and resolves names.
final class UpstreamFactory {
  private final ForwardConfig.Stanza stanza;
  private final Installation installation;
  private final ForwardMetrics metrics;
  private final @Nullable ClientTls tls;

  /// @throws PluginException if a PEM file cannot be read
  UpstreamFactory(ForwardConfig.Stanza stanza, Installation installation, ForwardMetrics metrics) {
    this.stanza = stanza;
    this.installation = installation;
    this.metrics = metrics;
    this.tls =
        stanza.tls().files().isEmpty()
            ? null
            : new PemFiles(stanza.tls().files().stream().map(installation::resolve).toList())
                .client();
  }

  /// Whether a later look may find other upstreams.
  boolean canChange() {
    return stanza.to().stream().anyMatch(Destination.FileOrHost.class::isInstance);
  }

  /// The upstreams in the order of the stanza, each once. Blocks if names have to be resolved.
  ///
  /// @param known those that were found before and are taken again
  /// @throws PluginException if a name or file gives none, or a file cannot be read
  List<Upstream> create(List<Upstream> known) {
    Map<String, Upstream> before = new HashMap<>();
    known.forEach(upstream -> before.put(upstream.key(), upstream));
    Map<String, Upstream> upstreams = new LinkedHashMap<>();
    for (Destination destination : stanza.to()) {
      for (Endpoint endpoint : endpoints(destination, stanza.resolvers())) {
        @Nullable Upstream same = before.get(endpoint.key());
        upstreams.computeIfAbsent(endpoint.key(), key -> same == null ? upstream(endpoint) : same);
      }
    }
    if (upstreams.isEmpty()) {
      throw new PluginException("no valid upstream addresses found");
    }
    if (upstreams.size() > Byte.MAX_VALUE) {
      throw new PluginException(
          "more than " + Byte.MAX_VALUE + " upstream addresses: " + upstreams.size());
    }
    return List.copyOf(upstreams.values());
  }

  private List<Endpoint> endpoints(Destination destination, List<String> resolvers) {
    // No switch over types: the JVM would generate classes for it at each start.
    if (destination instanceof Destination.FileOrHost named) {
      return endpoints(named, resolvers);
    }
    var address = (Destination.Address) destination;
    return List.of(
        new Endpoint(
            address.transport(),
            new InetSocketAddress(InetAddress.ofLiteral(address.ip()), address.port()),
            address.serverName()));
  }

  private List<Endpoint> endpoints(Destination.FileOrHost named, List<String> resolvers) {
    Path file = installation.platform().directory().resolve(named.path());
    List<Endpoint> endpoints = new ArrayList<>();
    if (Files.isRegularFile(file)) {
      for (String server : nameServers(file)) {
        var address = new InetSocketAddress(InetAddress.ofLiteral(server), 53);
        endpoints.add(new Endpoint(Transport.DNS, address, ""));
      }
      return endpoints;
    }
    try {
      for (InetAddress address : new AddressLookup(resolvers).resolve(named.host())) {
        endpoints.add(
            new Endpoint(
                named.transport(),
                new InetSocketAddress(address, named.port()),
                named.serverName()));
      }
    } catch (IOException e) {
      throw new PluginException(
          "failed to resolve " + GoSyntax.quote(named.host()) + ": " + e.getMessage(), e);
    }
    return endpoints;
  }

  private static List<String> nameServers(Path file) {
    try {
      return ResolverFile.nameServers(Files.readAllLines(file));
    } catch (NoSuchFileException e) {
      throw new PluginException("failed to open file " + GoSyntax.quote(file.toString()), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new PluginException(file + ": " + e.getMessage(), e);
    }
  }

  private Upstream upstream(Endpoint endpoint) {
    Optional<InetAddress> source = stanza.connections().source();
    UpstreamTarget.Transport transport = transport(endpoint.transport(), stanza);
    boolean encrypted = transport.isEncrypted();
    // As in CoreDNS, a server name behind the address is for TLS, not for HTTPS.
    String own = transport.isHttp() ? "" : endpoint.serverName();
    String name = stanza.tls().serverName().isEmpty() ? own : stanza.tls().serverName();
    Optional<String> serverName = name.isEmpty() ? Optional.empty() : Optional.of(name);
    var stream =
        new UpstreamTarget(
            endpoint.address(),
            transport,
            encrypted ? serverName : Optional.empty(),
            encrypted ? Optional.ofNullable(tls) : Optional.empty(),
            source);
    var datagram =
        new UpstreamTarget(
            endpoint.address(),
            UpstreamTarget.Transport.UDP,
            Optional.empty(),
            Optional.empty(),
            source);
    return new Upstream(
        endpoint.key(),
        endpoint.label(),
        encrypted ? null : datagram,
        stream,
        stanza.health(),
        metrics);
  }

  private static UpstreamTarget.Transport transport(Transport of, ForwardConfig.Stanza stanza) {
    if (of == Transport.HTTPS) {
      return stanza.connections().dohGet()
          ? UpstreamTarget.Transport.HTTPS_GET
          : UpstreamTarget.Transport.HTTPS;
    }
    if (of == Transport.QUIC) {
      return UpstreamTarget.Transport.QUIC;
    }
    return of == Transport.TLS ? UpstreamTarget.Transport.TLS : UpstreamTarget.Transport.TCP;
  }

  /// A resolved upstream.
  private record Endpoint(Transport transport, InetSocketAddress address, String serverName) {
    /// `IP:port`, as CoreDNS writes it.
    String label() {
      String ip = address.getAddress().getHostAddress();
      String host = ip.contains(":") ? "[" + GoAddress.shortest(address.getAddress()) + "]" : ip;
      return host + ":" + address.getPort();
    }

    /// Equal for upstreams that are the same.
    String key() {
      return transport + " " + label() + " " + serverName.toLowerCase(Locale.ROOT);
    }
  }
}
