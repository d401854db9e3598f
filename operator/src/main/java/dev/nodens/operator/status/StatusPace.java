package dev.nodens.operator.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.crd.ClusterDNSStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Decides whether a new status may wait for the next one.
///
/// In a cluster of thousands of nodes the counts change many times a second during a rollout, and
/// each status is a write that every watcher of the API server is told of. Whatever is more than a
/// count is written at once.
public final class StatusPace {
  /// The longest that a count waits.
  static final Duration LONGEST = Duration.ofSeconds(5);

  private static final Duration PER_NODE = Duration.ofMillis(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private StatusPace() {}

  /// Whether only counts changed, too soon after the last write.
  ///
  /// @param writtenAt when the status before was written
  public static boolean mayWait(
      ClusterDNSStatus before, ClusterDNSStatus after, Instant writtenAt, Instant now) {
    return !after.equals(before)
        && now.isBefore(writtenAt.plus(interval(after)))
        && withoutCounts(after).equals(withoutCounts(before));
  }

  /// Short in small clusters, where people watch.
  private static Duration interval(ClusterDNSStatus status) {
    int nodes = status.nodes() == null ? 0 : status.nodes().desired();
    Duration wanted = PER_NODE.multipliedBy(nodes);
    return wanted.compareTo(LONGEST) < 0 ? wanted : LONGEST;
  }

  private static JsonNode withoutCounts(ClusterDNSStatus status) {
    ObjectNode rest = JSON.valueToTree(status);
    rest.remove(List.of("nodes", "nodeProblems"));
    for (JsonNode condition : rest.path("conditions")) {
      if (condition instanceof ObjectNode object) {
        object.remove("message");
      }
    }
    if (rest.path("rollout") instanceof ObjectNode rollout) {
      rollout.remove(List.of("message", "deadline"));
    }
    return rest;
  }
}
