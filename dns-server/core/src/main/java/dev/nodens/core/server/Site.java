package dev.nodens.core.server;

import dev.nodens.core.Chain;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.HttpLimits;
import dev.nodens.core.config.ListenOptions;
import dev.nodens.core.config.ProxyProtocol;
import dev.nodens.core.config.ServerTls;
import dev.nodens.core.config.StreamLimits;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.corefile.Transport;
import dev.nodens.wire.Name;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Where one server listens, while its zones are collected.
final class Site {
  /// CoreDNS's, for all that speak HTTP or QUIC.
  private static final long CONNECTIONS = 200;

  private static final long HTTPS_STREAMS = 250;
  private static final long GRPC_STREAMS = 256;
  private static final long QUIC_STREAMS = 256;
  private static final long QUIC_QUERIES = 1024;

  /// What Go's QUIC library grants where nothing is said, which CoreDNS turns to for 0.
  private static final long HTTPS3_STREAMS_OF_ZERO = 100;

  private final String label;
  private final Transport transport;
  private final String host;
  private final int port;
  private final List<ServedZone> zones = new ArrayList<>();
  private final Map<String, RefusalObserver> observers = new LinkedHashMap<>();
  private boolean anyClass;
  private StreamLimits limits = StreamLimits.DEFAULT;
  private OptionalLong connections = OptionalLong.empty();
  private OptionalLong streams = OptionalLong.empty();
  private OptionalLong queries = OptionalLong.empty();
  private @Nullable ServerTls tls;
  private @Nullable ProxyProtocol proxy;
  private int sockets;

  Site(String label, Transport transport, String host, int port) {
    this.label = label;
    this.transport = transport;
    this.host = host;
    this.port = port;
  }

  ServedZone add(
      int id, Name zone, Chain chain, BlockInstallation installation, ListenOptions listen) {
    checkTls(zone, installation.tls());
    proxy = listen.proxy() == null ? proxy : listen.proxy();
    sockets = zones.isEmpty() ? listen.sockets() : sockets;
    limits = listen.limits() == null ? limits : listen.limits();
    if (transport == Transport.HTTPS) {
      restrictHttps(listen.https());
    } else if (zones.isEmpty()) {
      restrict(listen);
    }
    var served =
        new ServedZone(
            id, label, zone, zone.toString(), installation.view(), installation.filter(), chain);
    zones.add(served);
    anyClass |= installation.anyClass();
    installation.observers().forEach(observers::putIfAbsent);
    return served;
  }

  /// The first block says it for all.
  private void restrict(ListenOptions listen) {
    HttpLimits said = HttpLimits.NONE;
    if (transport == Transport.GRPC) {
      said = listen.grpc();
    } else if (transport == Transport.HTTPS3) {
      said = listen.https3();
    } else if (transport == Transport.QUIC) {
      said = listen.quic().http();
      queries = listen.quic().queries();
    }
    connections = said.connections();
    streams = said.streams();
  }

  /// The first block says how many connections; the blocks that say how many streams must agree.
  private void restrictHttps(HttpLimits next) {
    if (zones.isEmpty()) {
      connections = next.connections();
    }
    if (streams.isPresent() && next.streams().isPresent() && !streams.equals(next.streams())) {
      throw new PluginException(
          "conflicting max_streams values for shared HTTPS listener %s: %d and %d"
              .formatted(label, streams.getAsLong(), next.streams().getAsLong()));
    }
    streams = next.streams().isPresent() ? next.streams() : streams;
  }

  /// Clients say only after the handshake which zone they want, so all blocks must agree.
  private void checkTls(Name zone, @Nullable ServerTls next) {
    if (transport == Transport.DNS || zones.isEmpty()) {
      tls = next;
      return;
    }
    String difference = difference(tls, next);
    if (!difference.isEmpty()) {
      throw new PluginException(
          "conflicting TLS configuration for shared listener %s between zones \"%s\" and \"%s\": %s"
              .formatted(label, zones.getFirst().zoneText(), zone, difference));
    }
  }

  /// What `a` and `b` do not agree in, but for the file of secrets: there the first block's counts.
  private static String difference(@Nullable ServerTls a, @Nullable ServerTls b) {
    if (a == null || b == null) {
      return a == null && b == null ? "" : "TLS is configured for only one server block";
    }
    if (a.clients() != b.clients()) {
      return "client authentication policies differ";
    }
    if (!a.authority().equals(b.authority())) {
      return "client CA pools differ";
    }
    if (a.keys().equals(b.keys())) {
      return "";
    }
    boolean dynamic = a.keys().dependOnHost() && b.keys().dependOnHost();
    return dynamic ? "dynamic TLS callbacks differ" : "server certificates differ";
  }

  Listener listener(
      String revision, Counter panics, MetricRegistry metrics, @Nullable SourceLimit sources) {
    var server =
        new Server(label, zones, anyClass, revision, List.copyOf(observers.values()), panics)
            .withStreams(terms(metrics))
            .withSources(sources)
            .withProxy(proxy)
            .withSockets(sockets);
    List<String> names = zones.stream().map(ServedZone::zoneText).distinct().toList();
    return new Listener(transport.scheme(), host, port, names, server);
  }

  private StreamTerms terms(MetricRegistry metrics) {
    // No switch: the JVM would load a class for it at each start.
    if (transport == Transport.HTTPS) {
      long most = streams.orElse(HTTPS_STREAMS);
      return new StreamTerms(
          limits, tls, connections.orElse(CONNECTIONS), most, responses(metrics, "https", "DoH"));
    }
    if (transport == Transport.GRPC) {
      long most = streams.orElse(GRPC_STREAMS);
      return new StreamTerms(limits, tls, connections.orElse(CONNECTIONS), most, null);
    }
    if (transport == Transport.QUIC || transport == Transport.HTTPS3) {
      return quicTerms(metrics);
    }
    return new StreamTerms(limits, transport == Transport.DNS ? null : tls, 0, 0, null);
  }

  private StreamTerms quicTerms(MetricRegistry metrics) {
    boolean http = transport == Transport.HTTPS3;
    if (tls == null) {
      throw new PluginException(
          (http ? "DoH3 requires TLS, no TLS config found" : "quic: tls.Config not set")
              + ": add `tls CERTIFICATE KEY` to the block of "
              + label);
    }
    long most = streams.orElse(QUIC_STREAMS);
    return new StreamTerms(
        limits,
        tls,
        connections.orElse(CONNECTIONS),
        http && most == 0 ? HTTPS3_STREAMS_OF_ZERO : most,
        http ? 0 : queries.orElse(QUIC_QUERIES),
        http ? responses(metrics, "https3", "DoH3") : responses(metrics, "quic", "DoQ"));
  }

  private static Family<Counter> responses(MetricRegistry metrics, String name, String what) {
    String status = what.equals("DoQ") ? "QUIC application code." : "http status code.";
    return metrics.counters(
        "coredns_dns_" + name + "_responses_total",
        "Counter of " + what + " responses per server and " + status,
        "server",
        "status");
  }
}
