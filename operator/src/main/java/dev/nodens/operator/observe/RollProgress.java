package dev.nodens.operator.observe;

import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.Observation.Workload;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How far a roll is. Nodes that are down are not waited for: nobody can start or stop a pod there,
/// and their clients are down with them.
///
/// @param rolled whether every node that is up has an available pod of the revision, and no other
///   pod that takes queries
/// @param waived nodes that are not waited for
public record RollProgress(boolean rolled, int waived) {

  /// @param counts of the DaemonSet, about its newest template, which is of the revision
  /// @param pods of the DaemonSet, of whatever revision
  /// @param revision what the labels of pods of the revision say
  /// @param down names of the nodes that are down
  public static RollProgress of(
      Workload counts, List<DnsPod> pods, String revision, Set<String> down) {
    Set<String> ours = new HashSet<>();
    Set<String> updated = new HashSet<>();
    Set<String> ready = new HashSet<>();
    boolean othersServe = false;
    for (DnsPod pod : pods) {
      String node = pod.node().orElse("");
      if (!down.contains(node)) {
        othersServe |= pod.ready() && !pod.leaving() && !pod.revision().equals(revision);
      } else {
        ours.add(node);
        if (pod.revision().equals(revision) && !pod.leaving()) {
          updated.add(node);
        }
        if (pod.ready() && !pod.leaving()) {
          ready.add(node);
        }
      }
    }
    int notUpdated = ours.size() - updated.size();
    int notReady = ours.size() - ready.size();
    boolean rolled =
        !othersServe
            && counts.desired() > 0
            && counts.updated() + notUpdated >= counts.desired()
            && counts.available() + notReady >= counts.desired();
    return new RollProgress(rolled, notReady);
  }
}
