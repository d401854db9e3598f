package dev.nodens.operator.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.crd.NodeHosts;
import dev.nodens.operator.plan.ClusterFacts.Address;
import dev.nodens.operator.plan.ClusterFacts.NodeFacts;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The names of nodes in the form of `/etc/hosts`, always in the same order.
///
/// @param text one line per address
/// @param warning what of it had to be left out
record NodeHostsFile(String text, Optional<String> warning) {
  /// What a ConfigMap can hold; the API server refuses more.
  static final int LARGEST = 1024 * 1024;

  /// The file that a declaration wants: the names that its source has, else those of the nodes.
  static Optional<NodeHostsFile> of(ClusterDNSSpec spec, ClusterFacts facts) {
    if (spec.corefileFrom() != null && spec.corefileFrom().configMap().nodeHostsKey() != null) {
      String names = facts.source() == null ? null : facts.source().nodeHosts();
      return Optional.of(new NodeHostsFile(names == null ? "" : names, Optional.empty()));
    }
    return spec.nodeHosts().enabled()
        ? Optional.of(of(facts.nodes(), spec.nodeHosts()))
        : Optional.empty();
  }

  /// Sorted by name; the addresses of a node in the order of the wanted types and then of the node.
  /// Nodes that no longer fit into a ConfigMap are left out, the last ones first.
  static NodeHostsFile of(List<NodeFacts> nodes, NodeHosts wanted) {
    var text = new StringBuilder();
    int bytes = 0;
    int left = 0;
    List<NodeFacts> sorted = nodes.stream().sorted(Comparator.comparing(NodeFacts::name)).toList();
    for (NodeFacts node : sorted) {
      String lines = lines(node, wanted);
      bytes += lines.getBytes(UTF_8).length;
      if (bytes <= LARGEST) {
        text.append(lines);
      } else {
        left++;
      }
    }
    return new NodeHostsFile(
        text.toString(),
        left == 0
            ? Optional.empty()
            : Optional.of(
                "the names of %d of %d nodes are not answered, because a ConfigMap holds 1 MiB; ask for fewer spec.nodeHosts.addressTypes"
                    .formatted(left, nodes.size())));
  }

  private static String lines(NodeFacts node, NodeHosts wanted) {
    String name = node.name().toLowerCase(Locale.ROOT);
    var lines = new StringBuilder();
    for (NodeHosts.AddressType type : wanted.addressTypes()) {
      node.addresses().stream()
          .filter(address -> address.type().equals(type.text()))
          .map(Address::address)
          .distinct()
          .forEach(address -> lines.append(address).append(' ').append(name).append('\n'));
    }
    return lines.toString();
  }
}
