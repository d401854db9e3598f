package dev.nodens.bench.micro;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// From request octets to reply octets through kubeadm's whole chain, without the sockets.
@State(Scope.Thread)
public class ChainBenchmark extends ServerBenchmark {
  private static final int REQUESTS = 4_096;

  private final ChainBed bed = new ChainBed();
  private final Lane lane = bed.lane(0);
  private final byte[][] cluster = bed.clusterRequests(REQUESTS);
  private final byte[][] missing = bed.missingRequests(REQUESTS);
  private final byte[][] cached = bed.cachedRequests(REQUESTS);
  private int next;

  @Benchmark
  public long clusterName() {
    return lane.ask(cluster[next++ & REQUESTS - 1]);
  }

  @Benchmark
  public long missingClusterName() {
    return lane.ask(missing[next++ & REQUESTS - 1]);
  }

  @Benchmark
  public long cachedName() {
    return lane.ask(cached[next++ & REQUESTS - 1]);
  }

  @Benchmark
  public long missedName() {
    return lane.askAnew();
  }
}
