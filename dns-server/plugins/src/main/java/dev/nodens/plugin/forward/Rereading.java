package dev.nodens.plugin.forward;

import dev.nodens.core.PluginException;
import java.util.HashSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks again and again at the files and names that a `forward` has its upstreams from, and has it
/// ask those that are found now. What cannot be read changes nothing. Blocks; one thread at a time.
final class Rereading implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger("plugin/forward");

  private final UpstreamFactory factory;
  private final ForwardHandler handler;
  private String lastProblem = "";

  Rereading(UpstreamFactory factory, ForwardHandler handler) {
    this.factory = factory;
    this.handler = handler;
  }

  @Override
  public void run() {
    List<Upstream> before = handler.upstreams();
    try {
      List<Upstream> now = factory.create(before);
      lastProblem = "";
      // In another order they are the same: names are often resolved in turns.
      if (!new HashSet<>(now).equals(new HashSet<>(before))) {
        handler.replace(now);
        LOG.info("upstreams changed from {} to {}", labels(before), labels(now));
      }
    } catch (PluginException e) {
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(lastProblem)) {
        lastProblem = problem;
        LOG.warn("{}; goes on with {}", problem, labels(before));
      }
    }
  }

  private static String labels(List<Upstream> upstreams) {
    return String.join(" ", upstreams.stream().map(Upstream::label).toList());
  }
}
