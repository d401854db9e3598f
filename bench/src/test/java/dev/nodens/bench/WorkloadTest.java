package dev.nodens.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WorkloadTest {

  @Test
  void asksForMissingNamesInOneQueryOfFive() {
    String[] queries = new Workload(new World(500)).clusterQueries().split("\n", -1);
    Set<String> known =
        new Workload(new World(500))
            .records()
            .lines()
            .map(line -> line.split(" ")[0] + " A")
            .collect(Collectors.toSet());

    long found = java.util.Arrays.stream(queries).filter(known::contains).count();

    assertThat(queries.length).isEqualTo(100_001);
    assertThat(found).isBetween(79_500L, 80_500L);
    assertThat(queries[queries.length - 1]).isEmpty();
  }

  @Test
  void asksTheSameInEveryRun() {
    assertThat(new Workload(new World(50)).clusterQueries())
        .isEqualTo(new Workload(new World(50)).clusterQueries());
  }

  @Test
  void givesEveryServiceAnAddressOfItsOwn() {
    Workload workload = new Workload(new World(60_000));

    assertThat(workload.records().lines().map(line -> line.split(" ")[1]).distinct())
        .hasSize(60_000);
    assertThat(World.address(0)).isEqualTo("10.96.0.20");
    assertThat(World.address(59_999)).isEqualTo("10.96.234.115");
  }

  @Test
  void givesEveryEndpointAnAddressOfItsOwn() {
    assertThat(World.endpointAddress(0, 0, 15)).isEqualTo("10.128.0.1");
    assertThat(World.endpointAddress(9_999, 14, 15)).isEqualTo("10.130.73.240");
  }

  @Test
  void refusesMoreServicesThanAddresses() {
    assertThatThrownBy(() -> new World(60_001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 60001");
  }
}
