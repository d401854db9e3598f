package dev.nodens.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.crd.NodeHosts;
import dev.nodens.crd.NodeHosts.AddressType;
import dev.nodens.operator.plan.ClusterFacts.Address;
import dev.nodens.operator.plan.ClusterFacts.NodeFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeHostsFileTest {
  private static final NodeHosts INTERNAL =
      new NodeHosts(true, List.of(AddressType.INTERNAL_IP), 60);

  @Test
  void bothFamiliesAndAllWantedTypesInAFixedOrder() {
    var both = new NodeHosts(true, List.of(AddressType.EXTERNAL_IP, AddressType.INTERNAL_IP), 60);
    var node =
        new NodeFacts(
            "Node-B",
            List.of(
                new Address("InternalIP", "192.0.2.2"),
                new Address("Hostname", "node-b"),
                new Address("InternalIP", "2001:db8::2"),
                new Address("ExternalIP", "198.51.100.2"),
                new Address("InternalIP", "192.0.2.2")));
    var first = new NodeFacts("node-a", List.of(new Address("InternalIP", "192.0.2.1")));

    assertThat(NodeHostsFile.of(List.of(first, node), both).text())
        .isEqualTo(
            """
            198.51.100.2 node-b
            192.0.2.2 node-b
            2001:db8::2 node-b
            192.0.2.1 node-a
            """);
    assertThat(NodeHostsFile.of(List.of(node, first), INTERNAL).text())
        .isEqualTo(
            """
            192.0.2.2 node-b
            2001:db8::2 node-b
            192.0.2.1 node-a
            """);
  }

  @Test
  void theOrderOfTheNodesDoesNotMatter() {
    List<NodeFacts> nodes = new ArrayList<>(nodes(50));
    String text = NodeHostsFile.of(nodes, INTERNAL).text();

    Collections.shuffle(nodes, new Random(7));

    assertThat(NodeHostsFile.of(nodes, INTERNAL).text()).isEqualTo(text);
  }

  @Test
  void nodesThatDoNotFitIntoAConfigMapAreLeftOutAndCounted() {
    NodeHostsFile file = NodeHostsFile.of(nodes(50_000), INTERNAL);

    assertThat(file.text().length()).isBetween(NodeHostsFile.LARGEST - 100, NodeHostsFile.LARGEST);
    assertThat(file.text()).startsWith("2001:db8::0 node-00000\n").endsWith("\n");
    long answered = file.text().lines().count();
    assertThat(file.warning())
        .hasValueSatisfying(
            warning -> assertThat(warning).contains((50_000 - answered) + " of 50000 nodes"));
  }

  @Test
  void fiveThousandDualStackNodesFit() {
    List<NodeFacts> nodes =
        IntStream.range(0, 5000)
            .mapToObj(i ->
                new NodeFacts(
                    "ip-10-100-%d-%d.eu-central-1.compute.internal".formatted(i / 256, i % 256),
                    List.of(
                        new Address("InternalIP", "10.100.%d.%d".formatted(i / 256, i % 256)),
                        new Address("InternalIP", "2001:db8:1234:5678:9abc:def0:1234:5678"))))
            .toList();

    assertThat(NodeHostsFile.of(nodes, INTERNAL).warning()).isEmpty();
  }

  private static List<NodeFacts> nodes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            new NodeFacts(
                "node-%05d".formatted(i), List.of(new Address("InternalIP", "2001:db8::" + i))))
        .toList();
  }
}
