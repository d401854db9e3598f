package dev.nodens.operator.status;

import dev.nodens.crd.Adoption;
import dev.nodens.crd.AdoptionStatus.ForeignObject;
import dev.nodens.crd.AdoptionStatus.State;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.Condition;
import dev.nodens.operator.adopt.Owner;
import dev.nodens.operator.adopt.Takeover;
import dev.nodens.operator.observe.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What conditions and Events say about a DNS that serves beside ours.
final class TakeoverVerdicts {
  private static final int NAMED = 3;
  private static final String FOREIGN = "ForeignWorkloadPresent";
  private static final String NEXT = "; status.adoption.instructions says what to do.";

  private TakeoverVerdicts() {}

  /// Whether nobody else serves. A DNS that comes after ours is a fault, one that was there before
  /// is a matter of time.
  static Verdict adopted(Found found, ClusterDNSStatus before) {
    Takeover takeover = found.takeover();
    switch (takeover.state()) {
      case NONE -> {
        return Verdict.yes("NotNeeded", "No other DNS serves the Service.");
      }
      case EXCLUSIVE -> {
        return Verdict.yes("Exclusive", "Only Nodens serves the Service.");
      }
      case DETECTED, SHADOWING -> {
        return Verdict.no(
            reason(found, before),
            "%s serves, and Nodens not everywhere yet%s".formatted(named(takeover), NEXT));
      }
      case SERVING -> {}
    }
    return Verdict.no(
        reason(found, before),
        "%s serves beside Nodens: %d of %d ready pods behind the Service are foreign%s"
            .formatted(
                named(takeover),
                takeover.foreignReady(),
                takeover.foreignReady() + ready(found.observation()),
                NEXT));
  }

  /// In Exclusive mode nothing is ready before the other DNS has gone.
  static boolean isRequired(Found found) {
    return found
        .plan()
        .filter(plan -> plan.accepted().adoption().mode() == Adoption.Mode.EXCLUSIVE)
        .isPresent();
  }

  private static String reason(Found found, ClusterDNSStatus before) {
    Optional<Condition> last = before.condition(ConditionTypes.ADOPTED);
    boolean came =
        last.filter(condition ->
                condition.status() == Condition.Status.TRUE || condition.reason().equals(FOREIGN))
            .isPresent();
    return came ? FOREIGN : found.takeover().origin().map(TakeoverVerdicts::shared).orElse(FOREIGN);
  }

  private static String shared(Owner.Origin origin) {
    return switch (origin) {
      case K3S_ADDON -> "SharedWithK3sAddon";
      case KUBEADM -> "SharedWithKubeadm";
      case HELM -> "SharedWithHelm";
      case ARGO_CD, FLUX, EKS, HAND -> FOREIGN;
    };
  }

  private static String named(Takeover takeover) {
    List<ForeignObject> objects =
        takeover.foreign().stream()
            .filter(found -> !found.object().startsWith("Service "))
            .toList();
    String names =
        objects.stream()
            .limit(NAMED)
            .map(found -> "%s (%s)".formatted(found.object(), found.owner()))
            .collect(Collectors.joining(", "));
    int more = objects.size() - NAMED;
    return more > 0 ? names + " and " + more + " more" : names;
  }

  private static long ready(Observation observation) {
    return observation.pods().stream().filter(pod -> pod.ready() && !pod.leaving()).count();
  }

  /// While our pods have no clients, it is the foreign DNS that is available or not.
  static Optional<Verdict> available(Found found) {
    Takeover takeover = found.takeover();
    boolean alone = takeover.state() != State.DETECTED && takeover.state() != State.SHADOWING;
    if (alone || found.clusterIPs().isEmpty()) {
      return Optional.empty();
    }
    String addresses = String.join(", ", found.clusterIPs());
    return Optional.of(
        takeover.foreignReady() > 0
            ? Verdict.yes(
                "ServedByOther",
                "%d foreign pods answer at %s; those of Nodens do not do so everywhere yet."
                    .formatted(takeover.foreignReady(), addresses))
            : Verdict.no(
                "NoReadyPods",
                "No pod of %s is ready, and those of Nodens are not proven yet."
                    .formatted(named(takeover))));
  }

  /// Steps of the take-over that people are told of.
  static List<Announcement> announcements(ClusterDNSStatus before, ClusterDNSStatus after) {
    List<Announcement> all = new ArrayList<>();
    if (after.adoption() == null) {
      return all;
    }
    State was = before.adoption() == null ? State.NONE : before.adoption().state();
    State is = after.adoption().state();
    String message = after.condition(ConditionTypes.ADOPTED).map(Condition::message).orElse("");
    if (was == is) {
      return all;
    }
    switch (is) {
      case DETECTED, SHADOWING -> {
        if (was == State.NONE) {
          all.add(new Announcement(false, "AdoptionDetected", message));
        }
      }
      case SERVING ->
          all.add(
              was == State.SHADOWING || was == State.DETECTED
                  ? new Announcement(
                      false, "AdoptionJoined", "The pods of Nodens join the Service. " + message)
                  : new Announcement(true, "ForeignWorkload", message));
      case EXCLUSIVE -> all.add(new Announcement(false, "AdoptionCompleted", message));
      case NONE -> {}
    }
    return all;
  }
}
