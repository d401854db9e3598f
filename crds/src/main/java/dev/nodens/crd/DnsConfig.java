package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/// Structured configuration, from which the operator renders a Corefile.
///
/// @param kubernetes how cluster names are answered
/// @param upstreams where other names are asked for
/// @param stubZones zones that other servers answer
/// @param hosts fixed addresses
/// @param cache cache for upstream answers
/// @param log log of queries
/// @param lameDuckSeconds how long a stopping server goes on answering
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DnsConfig(
    Kubernetes kubernetes,
    Upstreams upstreams,
    List<StubZone> stubZones,
    List<HostEntry> hosts,
    Cache cache,
    Log log,
    Integer lameDuckSeconds) {

  /// The meaning of `config: {}`, and of a spec without `corefile` and `config`.
  public static final DnsConfig DEFAULT =
      new DnsConfig(
          Kubernetes.DEFAULT,
          Upstreams.DEFAULT,
          List.of(),
          List.of(),
          Cache.DEFAULT,
          Log.DEFAULT,
          5);

  public DnsConfig {
    kubernetes = Defaults.or(kubernetes, Kubernetes.DEFAULT);
    upstreams = Defaults.or(upstreams, Upstreams.DEFAULT);
    stubZones = Defaults.copy(stubZones, List.of());
    hosts = Defaults.copy(hosts, List.of());
    cache = Defaults.or(cache, Cache.DEFAULT);
    log = Defaults.or(log, Log.DEFAULT);
    lameDuckSeconds = Defaults.or(lameDuckSeconds, 5);
  }

  /// How names of the cluster are answered.
  ///
  /// @param pods which names of pods by address are answered
  /// @param ttlSeconds TTL in seconds
  /// @param reverseZones reverse zones or CIDRs looked up in the cluster
  /// @param namespaces namespaces that are answered; empty for all
  /// @param endpointPodNames name endpoints after their pods
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Kubernetes(
      PodNames pods,
      Integer ttlSeconds,
      List<String> reverseZones,
      List<String> namespaces,
      Boolean endpointPodNames) {
    static final Kubernetes DEFAULT =
        new Kubernetes(
            PodNames.INSECURE, 30, List.of("in-addr.arpa", "ip6.arpa"), List.of(), false);

    public Kubernetes {
      pods = Defaults.or(pods, PodNames.INSECURE);
      ttlSeconds = Defaults.or(ttlSeconds, 30);
      reverseZones = Defaults.copy(reverseZones, List.of("in-addr.arpa", "ip6.arpa"));
      namespaces = Defaults.copy(namespaces, List.of());
      endpointPodNames = Defaults.or(endpointPodNames, false);
    }
  }

  /// Which names of pods by address are answered.
  public enum PodNames {
    /// None.
    @JsonProperty("Disabled")
    DISABLED,
    /// Every well-formed one, whether or not the pod exists.
    @JsonProperty("Insecure")
    INSECURE,
    /// Those of existing pods.
    @JsonProperty("Verified")
    VERIFIED
  }

  /// One address and its names.
  ///
  /// @param ip IPv4 or IPv6 address
  /// @param names its names
  public record HostEntry(@Required String ip, @Required List<String> names) {
    public HostEntry {
      names = Defaults.copy(names, List.of());
    }
  }

  /// Cache for answers of upstreams.
  ///
  /// @param enabled whether there is one
  /// @param maxSeconds longest time in the cache, in seconds
  /// @param clusterNames whether cluster names are cached too
  /// @param serveStaleSeconds how long expired answers are served while upstreams fail, in seconds
  public record Cache(
      Boolean enabled, Integer maxSeconds, Boolean clusterNames, Integer serveStaleSeconds) {
    static final Cache DEFAULT = new Cache(true, 30, false, 0);

    public Cache {
      enabled = Defaults.or(enabled, true);
      maxSeconds = Defaults.or(maxSeconds, 30);
      clusterNames = Defaults.or(clusterNames, false);
      serveStaleSeconds = Defaults.or(serveStaleSeconds, 0);
    }
  }

  /// Log of queries.
  ///
  /// @param queries which are logged
  public record Log(Queries queries) {
    static final Log DEFAULT = new Log(Queries.NONE);

    public Log {
      queries = Defaults.or(queries, Queries.NONE);
    }

    /// Which queries are logged, by their answer.
    public enum Queries {
      /// None.
      @JsonProperty("None")
      NONE,
      /// SERVFAIL, REFUSED and the like.
      @JsonProperty("Errors")
      ERRORS,
      /// Errors, NXDOMAIN and empty answers.
      @JsonProperty("Denials")
      DENIALS,
      /// All of them.
      @JsonProperty("All")
      ALL
    }
  }
}
