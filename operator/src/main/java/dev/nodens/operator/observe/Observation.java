package dev.nodens.operator.observe;

import dev.nodens.operator.observe.RevisionProbe.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What runs.
///
/// @param workload counts of the DaemonSet; empty when there is none
/// @param pods pods of the owner, also those on their way out
/// @param served what ready pods say they serve, by pod name
public record Observation(
    Optional<Workload> workload, List<DnsPod> pods, Map<String, Answer> served) {

  public Observation {
    pods = List.copyOf(pods);
    served = Map.copyOf(served);
  }

  /// Nothing was seen.
  public static Observation nothing() {
    return new Observation(Optional.empty(), List.of(), Map.of());
  }

  /// Counts of the DaemonSet.
  ///
  /// @param upToDate whether the counts are about the newest declaration of the DaemonSet
  /// @param desired nodes that shall have a pod
  /// @param updated nodes with a pod of the newest template
  /// @param ready nodes with a ready pod
  /// @param available nodes whose pod has been ready long enough
  public record Workload(boolean upToDate, int desired, int updated, int ready, int available) {}

  /// One pod.
  ///
  /// @param name its name
  /// @param uid its UID
  /// @param node where it runs; empty while it is pending
  /// @param address its IP address, the first where it has one of each family
  /// @param ready whether its readiness probe passes
  /// @param leaving whether it is being deleted
  /// @param revision short hash of the revision it was made from
  /// @param trouble why it is not ready, if the kubelet says so
  /// @param otherAddresses its addresses of the other family, in a dual-stack cluster
  public record DnsPod(
      String name,
      String uid,
      Optional<String> node,
      Optional<String> address,
      boolean ready,
      boolean leaving,
      String revision,
      Optional<String> trouble,
      List<String> otherAddresses) {
    public DnsPod {
      otherAddresses = List.copyOf(otherAddresses);
    }

    /// A pod with one address.
    public DnsPod(
        String name,
        String uid,
        Optional<String> node,
        Optional<String> address,
        boolean ready,
        boolean leaving,
        String revision,
        Optional<String> trouble) {
      this(name, uid, node, address, ready, leaving, revision, trouble, List.of());
    }

    /// Every address at which it has to answer.
    public List<String> addresses() {
      return Stream.concat(address.stream(), otherAddresses.stream()).toList();
    }
  }
}
