package dev.nodens.core.port;

import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.output.LineOutput;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;

/// Everything that the core needs from outside, in one hand.
///
/// @param loops the event loops, by index
/// @param metrics the process's metrics
/// @param apiServers reaches Kubernetes
/// @param http health, readiness and metrics pages
/// @param host facts about this machine
/// @param reloader swaps the configuration
/// @param output what the query and error logs write to
/// @param blocking runs what may block, on virtual threads
/// @param watching runs what follows the world outside and acts on it at once, on a thread each
/// @param clock wall-clock time; loops have the monotonic one
/// @param directory what relative paths start from
/// @param version of this program, such as `0.1.0`
public record Platform(
    List<Loop> loops,
    MetricRegistry metrics,
    ApiServers apiServers,
    HttpEndpoints http,
    HostFacts host,
    Reloader reloader,
    LineOutput output,
    Executor blocking,
    Executor watching,
    InstantSource clock,
    Path directory,
    String version) {

  public Platform {
    loops = List.copyOf(loops);
  }
}
