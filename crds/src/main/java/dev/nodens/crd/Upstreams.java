package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where names outside the cluster are asked for.
///
/// @param servers servers to forward to; empty for the node's `/etc/resolv.conf`
/// @param tlsServerName name in the certificate of TLS servers
/// @param policy order of the servers
/// @param protocol protocol towards them
/// @param maxConcurrent most queries in flight per node; 0 for no limit
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Upstreams(
    List<Server> servers,
    @Nullable String tlsServerName,
    Policy policy,
    Protocol protocol,
    Integer maxConcurrent) {
  static final Upstreams DEFAULT =
      new Upstreams(List.of(), null, Policy.RANDOM, Protocol.AUTO, 1000);

  public Upstreams {
    servers = Defaults.copy(servers, List.of());
    policy = Defaults.or(policy, Policy.RANDOM);
    protocol = Defaults.or(protocol, Protocol.AUTO);
    maxConcurrent = Defaults.or(maxConcurrent, 1000);
  }

  /// One upstream DNS server.
  ///
  /// @param address IPv4 or IPv6 address
  /// @param port absent for the transport's own
  /// @param transport in the clear or over TLS
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Server(@Required String address, @Nullable Integer port, Transport transport) {
    public Server {
      transport = Defaults.or(transport, Transport.CLEARTEXT);
    }
  }

  /// How a server is reached.
  public enum Transport {
    /// DNS over UDP and TCP (RFC 1035).
    @JsonProperty("Cleartext")
    CLEARTEXT,
    /// DNS over TLS (RFC 7858).
    @JsonProperty("TLS")
    TLS
  }

  /// Order in which servers are tried.
  public enum Policy {
    /// A random one each time.
    @JsonProperty("Random")
    RANDOM,
    /// Each in turn.
    @JsonProperty("RoundRobin")
    ROUND_ROBIN,
    /// The first that works.
    @JsonProperty("Sequential")
    SEQUENTIAL
  }

  /// Protocol towards the servers.
  public enum Protocol {
    /// The client's.
    @JsonProperty("Auto")
    AUTO,
    /// TCP for every query.
    @JsonProperty("TCP")
    TCP,
    /// UDP first, TCP when an answer was truncated.
    @JsonProperty("PreferUDP")
    PREFER_UDP
  }
}
