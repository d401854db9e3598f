package dev.nodens.operator.plan;

import dev.nodens.crd.NodeHosts;
import dev.nodens.operator.plan.ClusterFacts.Address;
import dev.nodens.operator.plan.ClusterFacts.NodeFacts;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Writes the names of nodes in the form of `/etc/hosts`, always in the same order.
final class NodeHostsFile {
  private NodeHostsFile() {}

  /// One line per node and address, sorted by name, in the order of the wanted types and then of
  /// the node.
  static String text(List<NodeFacts> nodes, NodeHosts wanted) {
    var lines = new StringBuilder();
    nodes.stream()
        .sorted(Comparator.comparing(NodeFacts::name))
        .forEach(node -> append(lines, node, wanted));
    return lines.toString();
  }

  private static void append(StringBuilder lines, NodeFacts node, NodeHosts wanted) {
    for (NodeHosts.AddressType type : wanted.addressTypes()) {
      node.addresses().stream()
          .filter(address -> address.type().equals(type.text()))
          .map(Address::address)
          .distinct()
          .forEach(address ->
              lines
                  .append(address)
                  .append(' ')
                  .append(node.name().toLowerCase(Locale.ROOT))
                  .append('\n'));
    }
  }
}
