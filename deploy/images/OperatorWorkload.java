import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The operator meets one ClusterDNS on a pretended API that accepts every write: it becomes the
/// leader, fills its caches, plans, renders and applies.
final class OperatorWorkload implements Workload {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final PretendedApi api;

  OperatorWorkload(Path folder) throws Exception {
    api = new PretendedApi(folder);
  }

  @Override
  public List<String> arguments() {
    return List.of("--metrics-port", "0", "--kubeconfig", api.kubeconfig().toString());
  }

  @Override
  public void drive(Process program) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!api.isWatched("clusterdnses") || api.writes() == 0) {
      if (!program.isAlive()) {
        throw new IOException("it ended with status " + program.exitValue());
      }
      if (System.nanoTime() > end) {
        throw new IOException("nothing applied within " + PATIENCE);
      }
      Thread.sleep(100);
    }
    // It applies one object after the other; how many is its own business.
    long seen;
    do {
      seen = api.writes();
      Thread.sleep(2000);
    } while (api.writes() > seen && System.nanoTime() < end);
  }

  @Override
  public void close() {
    api.close();
  }
}
