package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.crd.DeletionPolicy;
import dev.nodens.operator.plan.InvalidDeclaration;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Which of several ClusterDNS objects has a Service and its addresses: the oldest, and of two of
/// the same age the one with the lesser UID. Whoever lost against an older one claims nothing
/// itself.
final class Claims {
  private static final Comparator<ClusterDNS> AGE =
      Comparator.comparing((ClusterDNS object) -> object.getMetadata().getCreationTimestamp())
          .thenComparing(object -> object.getMetadata().getUid());

  private Claims() {}

  /// Why an object may not have what it declares; empty when it may.
  ///
  /// @param all every ClusterDNS, the object itself included or not
  static Optional<InvalidDeclaration> lost(ClusterDNS object, Stream<ClusterDNS> all) {
    return winner(object, all)
        .map(winner ->
            new InvalidDeclaration(
                InvalidDeclaration.Reason.CONFLICT,
                "ClusterDNS %s, created %s, has Service %s at %s already; set spec.service.name and spec.service.clusterIP to others, or delete one of the two"
                    .formatted(
                        winner.getMetadata().getName(),
                        winner.getMetadata().getCreationTimestamp(),
                        service(winner),
                        winner.getStatus().clusterIPs().isEmpty()
                            ? "no address yet"
                            : String.join(", ", winner.getStatus().clusterIPs()))));
  }

  private static Optional<ClusterDNS> winner(ClusterDNS object, Stream<ClusterDNS> all) {
    List<ClusterDNS> winners = new ArrayList<>();
    List<ClusterDNS> older =
        all.filter(other -> AGE.compare(other, object) < 0)
            .filter(other -> !hasLetGo(other))
            .sorted(AGE)
            .toList();
    for (ClusterDNS other : older) {
      if (winners.stream().noneMatch(winner -> collide(winner, other))) {
        winners.add(other);
      }
    }
    return winners.stream().filter(winner -> collide(winner, object)).findFirst();
  }

  /// One that is being deleted and leaves its DNS as it is, whatever its finalizers still wait for.
  private static boolean hasLetGo(ClusterDNS object) {
    return object.isMarkedForDeletion()
        && object.getSpec().deletionPolicy() == DeletionPolicy.RETAIN;
  }

  private static boolean collide(ClusterDNS one, ClusterDNS other) {
    Set<InetAddress> shared = addresses(one);
    shared.retainAll(addresses(other));
    return service(one).equals(service(other)) || !shared.isEmpty();
  }

  private static String service(ClusterDNS object) {
    ClusterDNSSpec spec = object.getSpec();
    return spec.namespace() + "/" + spec.service().name();
  }

  private static Set<InetAddress> addresses(ClusterDNS object) {
    Set<InetAddress> addresses = new HashSet<>();
    object
        .getStatus()
        .clusterIPs()
        .forEach(address -> addresses.add(InetAddress.ofLiteral(address)));
    String declared = object.getSpec().service().clusterIP();
    if (declared != null) {
      addresses.add(InetAddress.ofLiteral(declared));
    }
    return addresses;
  }
}
