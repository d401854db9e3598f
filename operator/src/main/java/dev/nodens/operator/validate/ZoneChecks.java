package dev.nodens.operator.validate;

import dev.nodens.core.config.BlockConfiguration;
import dev.nodens.core.config.Configuration;
import dev.nodens.corefile.IpLiteral;
import dev.nodens.corefile.Transport;
import dev.nodens.corefile.ZoneKey;
import dev.nodens.plugin.kubernetes.KubernetesConfig;
import dev.nodens.wire.Name;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Whether the names that every pod asks for reach a block that answers them.
final class ZoneChecks {
  private static final int DNS_PORT = 53;

  private ZoneChecks() {}

  static void check(Configuration configuration, Surroundings around, Findings findings) {
    Name domain = Name.parse(around.clusterDomain());
    Optional<BlockConfiguration> answering = answering(configuration, domain, DNS_PORT);
    if (answering.isEmpty()) {
      findings.problem(
          configuration.blocks().getFirst().scope().keys().getFirst().position(),
          "no server block answers names in %s on port 53, where the DNS Service sends every query; add a block for . or %s on port 53"
              .formatted(around.clusterDomain(), around.clusterDomain()));
    } else if (isUnreachable(answering.get())) {
      findings.problem(
          Findings.at(answering.get(), "bind"),
          "the block that answers names in %s listens on %s only, but queries come to the pod's own address; remove the bind line"
              .formatted(
                  around.clusterDomain(), String.join(", ", answering.get().listen().bind())));
    }
    kubernetes(configuration, domain, around, findings);
  }

  private static void kubernetes(
      Configuration configuration, Name domain, Surroundings around, Findings findings) {
    List<BlockConfiguration> using = new ArrayList<>();
    for (BlockConfiguration block : configuration.blocks()) {
      Optional<KubernetesConfig> kubernetes = block.of("kubernetes", KubernetesConfig.class);
      if (kubernetes.isPresent()) {
        if (kubernetes.get().zones().contains(domain)) {
          return;
        }
        using.add(block);
      }
    }
    if (using.isEmpty()) {
      findings.warning(
          configuration.blocks().getFirst().scope().keys().getFirst().position(),
          "no kubernetes directive: names of Services resolve only if an upstream knows them");
      return;
    }
    BlockConfiguration first = using.getFirst();
    String zones =
        first.of("kubernetes", KubernetesConfig.class).orElseThrow().zones().stream()
            .map(Name::toString)
            .collect(Collectors.joining(" "));
    findings.problem(
        Findings.at(first, "kubernetes"),
        "kubernetes answers %s, but the kubelets' cluster domain is %s; name that zone, or set spec.clusterDomain to what the kubelets have"
            .formatted(zones, around.clusterDomain()));
  }

  /// The block that plain DNS queries for a name reach at a port: the one with the longest zone.
  static Optional<BlockConfiguration> answering(Configuration configuration, Name name, int port) {
    record Candidate(BlockConfiguration block, int labels) {}
    return configuration.blocks().stream()
        .flatMap(block ->
            block.scope().keys().stream()
                .filter(key -> key.transport() == Transport.DNS && key.port() == port)
                .map(ZoneKey::zone)
                .map(Name::parse)
                .filter(name::isAtOrBelow)
                .map(zone -> new Candidate(block, zone.labels())))
        .max(Comparator.comparingInt(Candidate::labels))
        .map(Candidate::block);
  }

  private static boolean isUnreachable(BlockConfiguration block) {
    List<String> bind = block.listen().bind();
    return !bind.isEmpty() && bind.stream().allMatch(ZoneChecks::isLoopback);
  }

  /// The loopback interface, or one of its addresses.
  static boolean isLoopback(String place) {
    byte[] address = IpLiteral.parse(place);
    if (address == null) {
      return place.equals("lo");
    }
    return address.length == 4 ? address[0] == 127 : place.equals("::1");
  }
}
