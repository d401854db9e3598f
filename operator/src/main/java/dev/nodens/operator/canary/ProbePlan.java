package dev.nodens.operator.canary;

import dev.nodens.core.config.BlockConfiguration;
import dev.nodens.core.config.Configuration;
import dev.nodens.corefile.IpLiteral;
import dev.nodens.operator.observe.Probe;
import dev.nodens.operator.observe.Probe.Reachable;
import dev.nodens.operator.observe.Probe.Records;
import dev.nodens.operator.observe.Prober.Reply;
import dev.nodens.operator.observe.Prober.Result;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.validate.Surroundings;
import dev.nodens.plugin.forward.Destination;
import dev.nodens.plugin.forward.ForwardConfig;
import dev.nodens.plugin.hosts.HostsConfig;
import dev.nodens.plugin.kubernetes.KubernetesConfig;
import dev.nodens.wire.Name;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What a server with a configuration must be able to answer.
///
/// @param probes asked of every canary pod
/// @param reverseZones zones whose reverse names the cluster answers
/// @param apiServer name of the Service that every cluster has
public record ProbePlan(List<Probe> probes, List<Name> reverseZones, Name apiServer) {
  /// More stub zones are not asked for, those that are new first.
  static final int MOST_STUB_ZONES = 20;

  private static final Name REVISION = Name.parse("revision.nodens.");
  private static final Name IPV4 = Name.parse("in-addr.arpa.");
  private static final Name IPV6 = Name.parse("ip6.arpa.");

  public ProbePlan {
    probes = List.copyOf(probes);
    reverseZones = List.copyOf(reverseZones);
  }

  /// The probes of a revision.
  ///
  /// @param read what its text says; empty when it cannot be parsed
  /// @param serving what the revision says that serves now
  public static ProbePlan of(
      Plan plan, Optional<Configuration> read, Optional<Configuration> serving) {
    List<BlockConfiguration> blocks = read.map(Configuration::blocks).orElse(List.of());
    Name apiServer = Name.parse("kubernetes.default.svc." + plan.accepted().clusterDomain() + ".");
    int type = plan.service().clusterIP().contains(":") ? RrType.AAAA : RrType.A;
    List<Probe> probes = new ArrayList<>();
    probes.add(
        new Probe(
            "revision", REVISION, RrType.TXT, RrClass.CH, new Records(plan.revision().hash())));
    probes.add(Probe.in("cluster name", apiServer, type, new Records("")));
    nodeHost(plan, blocks).ifPresent(probes::add);
    Set<Name> zones = stubZones(blocks, apiServer);
    Set<Name> known = serving.map(now -> stubZones(now.blocks(), apiServer)).orElse(Set.of());
    zones.stream()
        .sorted((a, b) -> Boolean.compare(known.contains(a), known.contains(b)))
        .limit(MOST_STUB_ZONES)
        .forEach(zone -> probes.add(Probe.in("stub zone", zone, RrType.SOA, new Reachable())));
    if (declaresUpstreams(blocks)) {
      probes.add(Probe.in("upstream", Name.ROOT, RrType.NS, new Reachable()));
    }
    return new ProbePlan(probes, reverseZones(blocks), apiServer);
  }

  /// The probes without which a server is no DNS server of this cluster: its revision, and a name
  /// of the cluster.
  public List<Probe> essential() {
    return probes.subList(0, 2);
  }

  /// The reverse name of the API server's Service, once its address was answered.
  Optional<Probe> reverse(List<Result> results) {
    return results.stream()
        .filter(result -> result.probe().name().equals(apiServer))
        .map(Result::reply)
        .filter(Reply.Answer.class::isInstance)
        .flatMap(reply -> ((Reply.Answer) reply).data().stream())
        .map(IpLiteral::parse)
        .filter(Objects::nonNull)
        .map(ProbePlan::reverseName)
        .filter(name -> reverseZones.stream().anyMatch(name::isAtOrBelow))
        .map(name -> Probe.in("reverse name", name, RrType.PTR, new Records(apiServer.toString())))
        .findFirst();
  }

  static Name reverseName(byte[] address) {
    var labels = new StringBuilder();
    for (int i = address.length - 1; i >= 0; i--) {
      int octet = address[i] & 0xff;
      if (address.length == 4) {
        labels.append(octet).append('.');
      } else {
        labels.append(Character.forDigit(octet & 15, 16)).append('.');
        labels.append(Character.forDigit(octet >> 4, 16)).append('.');
      }
    }
    return Name.parse(labels + (address.length == 4 ? "in-addr.arpa." : "ip6.arpa."));
  }

  private static Optional<Probe> nodeHost(Plan plan, List<BlockConfiguration> blocks) {
    boolean served =
        blocks.stream()
            .flatMap(block -> block.of("hosts", HostsConfig.class).stream())
            .anyMatch(hosts -> hosts.file().equals(Surroundings.NODE_HOSTS));
    if (!served) {
      return Optional.empty();
    }
    return plan.nodeHosts().stream()
        .flatMap(String::lines)
        .map(line -> line.split("\\s+"))
        .filter(words -> words.length > 1)
        .map(words ->
            Probe.in(
                "node host",
                Name.parse(words[1]),
                words[0].contains(":") ? RrType.AAAA : RrType.A,
                new Records("")))
        .findFirst();
  }

  private static Set<Name> stubZones(List<BlockConfiguration> blocks, Name apiServer) {
    Set<Name> zones = new LinkedHashSet<>();
    for (BlockConfiguration block : blocks) {
      block
          .of("forward", ForwardConfig.class)
          .ifPresent(forward ->
              forward.stanzas().stream()
                  .map(ForwardConfig.Stanza::from)
                  .filter(from -> !from.equals(Name.ROOT) && !apiServer.isAtOrBelow(from))
                  .forEach(zones::add));
    }
    return zones;
  }

  /// Upstreams by address; those of a file such as /etc/resolv.conf are the node's business.
  private static boolean declaresUpstreams(List<BlockConfiguration> blocks) {
    return blocks.stream()
        .flatMap(block -> block.of("forward", ForwardConfig.class).stream())
        .flatMap(forward -> forward.stanzas().stream())
        .filter(stanza -> stanza.from().equals(Name.ROOT))
        .flatMap(stanza -> stanza.to().stream())
        .anyMatch(Destination.Address.class::isInstance);
  }

  private static List<Name> reverseZones(List<BlockConfiguration> blocks) {
    return blocks.stream()
        .flatMap(block -> block.of("kubernetes", KubernetesConfig.class).stream())
        .flatMap(kubernetes -> kubernetes.zones().stream())
        .filter(zone -> zone.isAtOrBelow(IPV4) || zone.isAtOrBelow(IPV6))
        .distinct()
        .toList();
  }
}
