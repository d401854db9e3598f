package dev.nodens.bench.micro;

import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.Draft;
import dev.nodens.plugin.kubernetes.table.Kind;
import dev.nodens.plugin.kubernetes.table.ServiceRow;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// The table of what a cluster has, with 20,000 Services: what an event loop looks up, and what a
/// feed changes.
@State(Scope.Thread)
public class TableBenchmark extends ServerBenchmark {
  private static final int SERVICES = 20_000;
  private static final int REQUESTS = 4_096;

  private final ClusterTable table = new ClusterTable();
  private final ServiceRow.Builder builder = new ServiceRow.Builder();
  private final Draft text = new Draft();
  private final Draft row = new Draft();
  private final Random random = new Random(20_261_123);
  private final byte[][] present = names("svc-");
  private final byte[][] missing = names("nx-");

  /// Two for each of some Services, half of the array away from each other, so that each one that
  /// is put differs from what is there.
  private final Draft[] changes = new Draft[2 * REQUESTS];

  private int next;

  public TableBenchmark() {
    for (int i = 0; i < SERVICES; i++) {
      build(i, i, row);
      table.put(Kind.SERVICE, row, 0);
    }
    for (int i = 0; i < changes.length; i++) {
      changes[i] = new Draft();
      build(i % REQUESTS, SERVICES + i, changes[i]);
    }
  }

  /// Service `index` of [#SERVICES], with the address that has the number `address`.
  private void build(int index, int address, Draft target) {
    builder.clear();
    builder.name().text("svc-" + index);
    builder.namespace().text("ns-" + index % 50);
    builder.clusterIp(
        text.clear()
            .text("10." + (address >> 16) + "." + (address >> 8 & 255) + "." + (address & 255)));
    builder.build(target);
  }

  /// Keys as [ClusterTable#service] takes them.
  private byte[][] names(String prefix) {
    return random
        .ints(REQUESTS, 0, SERVICES)
        .mapToObj(index -> key(prefix + index, "ns-" + index % 50))
        .toArray(byte[][]::new);
  }

  private static byte[] key(String service, String namespace) {
    var key = new Draft();
    key.u8(service.length()).text(service).u8(namespace.length()).text(namespace);
    return key.copy();
  }

  @Benchmark
  public byte @Nullable [][] findService() {
    byte[] name = present[next++ & REQUESTS - 1];
    return table.service(name, 0, name.length);
  }

  @Benchmark
  public byte @Nullable [][] findMissingService() {
    byte[] name = missing[next++ & REQUESTS - 1];
    return table.service(name, 0, name.length);
  }

  /// A Service that has got another address.
  @Benchmark
  public void changeService() {
    table.put(Kind.SERVICE, changes[next++ & 2 * REQUESTS - 1], 0);
  }
}
