package dev.nodens.operator.validate;

import dev.nodens.core.config.BlockConfiguration;
import dev.nodens.core.config.Configuration;
import dev.nodens.corefile.IpLiteral;
import dev.nodens.plugin.forward.Destination;
import dev.nodens.plugin.forward.ForwardConfig;
import dev.nodens.wire.Name;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Whether a query can come back to where it was forwarded from.
final class LoopChecks {
  private final Configuration configuration;
  private final List<byte[]> service;
  private final Findings findings;

  private LoopChecks(Configuration configuration, Surroundings around, Findings findings) {
    this.configuration = configuration;
    this.service =
        around.serviceAddresses().stream().map(IpLiteral::parse).filter(Objects::nonNull).toList();
    this.findings = findings;
  }

  static void check(Configuration configuration, Surroundings around, Findings findings) {
    var checks = new LoopChecks(configuration, around, findings);
    for (BlockConfiguration block : configuration.blocks()) {
      block
          .of("forward", ForwardConfig.class)
          .ifPresent(forward -> forward.stanzas().forEach(stanza -> checks.check(block, stanza)));
    }
  }

  private void check(BlockConfiguration block, ForwardConfig.Stanza stanza) {
    for (Destination destination : stanza.to()) {
      if (destination instanceof Destination.Address address) {
        check(block, stanza.from(), address);
      }
    }
  }

  private void check(BlockConfiguration block, Name from, Destination.Address to) {
    byte[] address = IpLiteral.parse(to.ip());
    if (address == null) {
      return;
    }
    if (service.stream().anyMatch(own -> Arrays.equals(own, address))) {
      findings.problem(
          Findings.at(block, "forward"),
          "forward %s sends queries to %s, the DNS Service's own address, so they would go round in a loop; name an upstream outside the cluster"
              .formatted(from, to.text()));
      return;
    }
    List<String> bind = block.listen().bind();
    if (ZoneChecks.isLoopback(to.ip()) || isUnspecified(address) || bind.contains(to.ip())) {
      own(block, from, to);
    }
  }

  /// The pod has no other process, so whoever listens on its own address is a block of this file.
  private void own(BlockConfiguration block, Name from, Destination.Address to) {
    Optional<BlockConfiguration> answering = ZoneChecks.answering(configuration, from, to.port());
    if (answering.isPresent() && answering.get().equals(block)) {
      findings.problem(
          Findings.at(block, "forward"),
          "forward %s sends queries to %s, where this very block listens, so they would go round in a loop; name an upstream outside the pod"
              .formatted(from, to.text()));
    } else if (answering.isEmpty()) {
      findings.warning(
          Findings.at(block, "forward"),
          "forward %s sends queries to %s, but no block of this file listens there for %s, and the pod has no other process"
              .formatted(from, to.text(), from));
    }
  }

  private static boolean isUnspecified(byte[] address) {
    for (byte octet : address) {
      if (octet != 0) {
        return false;
      }
    }
    return true;
  }
}
