package dev.nodens.plugin.forward;

import dev.nodens.wire.Name;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// All uses of the directive in one block, in file order: each is a link of the chain.
public record ForwardConfig(List<Stanza> stanzas) {

  public ForwardConfig {
    stanzas = List.copyOf(stanzas);
  }

  /// One use of the directive.
  ///
  /// @param from names at or below it are forwarded
  /// @param except names at or below these are not
  /// @param to upstreams as written, in order
  /// @param resolvers `IP` or `IP:port` of servers that resolve upstreams given by name; empty
  ///   means the system's way
  public record Stanza(
      Name from,
      List<Name> except,
      List<Destination> to,
      List<String> resolvers,
      Connections connections,
      Tls tls,
      Health health,
      Selection selection) {

    public Stanza {
      except = List.copyOf(except);
      to = List.copyOf(to);
      resolvers = List.copyOf(resolvers);
    }
  }

  /// How upstreams are reached.
  ///
  /// @param forceTcp TCP also for queries that came over UDP
  /// @param preferUdp UDP first also for queries that came over TCP, and TCP after a truncated
  ///   reply
  /// @param expire how long an idle connection is kept
  /// @param maxAge how long any connection is used; zero means without limit
  /// @param maxIdle idle connections kept per upstream and protocol; 0 means without limit
  /// @param readTimeout how long one upstream may take
  /// @param source local address, or the system's choice
  /// @param dohGet whether `https://` upstreams are asked with GET instead of POST
  public record Connections(
      boolean forceTcp,
      boolean preferUdp,
      Duration expire,
      Duration maxAge,
      int maxIdle,
      Duration readTimeout,
      Optional<InetAddress> source,
      boolean dohGet) {}

  /// TLS to upstreams.
  ///
  /// @param files none; authority; certificate and key; or certificate, key and authority: PEM
  ///   files
  /// @param serverName what certificates must name, or empty
  public record Tls(List<String> files, String serverName) {

    public Tls {
      files = List.copyOf(files);
    }
  }

  /// When an upstream counts as down, and how it comes back.
  ///
  /// @param maxFails failed probes that are still fine; 0 means never down and never probed
  /// @param interval time between probes
  /// @param recursionDesired RD bit of probes
  /// @param domain name that probes ask the NS records of
  public record Health(int maxFails, Duration interval, boolean recursionDesired, Name domain) {}

  /// Which upstream is asked, and what happens after its reply.
  ///
  /// @param maxConnectAttempts tries that may fail; 0 means without limit; empty means two for each
  ///   upstream
  /// @param maxConcurrent queries in flight; 0 means without limit
  /// @param failfast whether SERVFAIL is the answer as soon as all upstreams are down
  /// @param failover rcodes after which another upstream is asked
  /// @param next rcodes after which the next `forward` of the block is asked
  /// @param nextOnNodata whether it is also asked after NOERROR without an answer
  public record Selection(
      Policy policy,
      OptionalInt maxConnectAttempts,
      int maxConcurrent,
      boolean failfast,
      List<Integer> failover,
      List<Integer> next,
      boolean nextOnNodata) {

    public Selection {
      failover = List.copyOf(failover);
      next = List.copyOf(next);
    }
  }

  /// The order in which upstreams are tried.
  public enum Policy {
    RANDOM,
    ROUND_ROBIN,
    SEQUENTIAL
  }
}
