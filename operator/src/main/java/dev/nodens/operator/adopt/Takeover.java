package dev.nodens.operator.adopt;

import dev.nodens.crd.Adoption;
import dev.nodens.crd.AdoptionStatus;
import dev.nodens.crd.AdoptionStatus.ForeignObject;
import dev.nodens.crd.AdoptionStatus.State;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.operator.Names;
import dev.nodens.operator.plan.Canonical;
import dev.nodens.operator.plan.Plan.Membership;
import dev.nodens.operator.plan.Plan.ServiceRole;
import dev.nodens.operator.validate.CorefileCheck;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How far a foreign DNS is taken over, and what follows for our own objects.
///
/// Our pods start without the label that the Service selects. They get it, by a roll of pods that
/// no client knows yet, once they are proven; from then on they keep it. The foreign DNS is left to
/// its owner all the time, and so is the Service while the foreign DNS has pods.
///
/// @param state how far it is
/// @param inService whether our pods shall be endpoints of the Service
/// @param service what the operator does about the Service
/// @param foreign objects of the foreign DNS, at most 20
/// @param origin kind of owner of the first of them; empty when there are none
/// @param foreignReady pods of the foreign DNS that answer now
/// @param instructions what people have to do next, with commands; empty when nothing
/// @param proposal declaration with the configuration that the foreign DNS runs with; empty when
///   there is nothing to propose
/// @param exclusive whether the Service shall select our pods and no others
/// @param onlyOurs whether the live Service does
public record Takeover(
    State state,
    boolean inService,
    ServiceRole service,
    List<ForeignObject> foreign,
    Optional<Owner.Origin> origin,
    int foreignReady,
    String instructions,
    Optional<String> proposal,
    boolean exclusive,
    boolean onlyOurs) {
  private static final int MOST_OBJECTS = 20;

  /// Nobody else ever served.
  public static final Takeover NOT_NEEDED =
      new Takeover(
          State.NONE,
          true,
          ServiceRole.KEEP,
          List.of(),
          Optional.empty(),
          0,
          "",
          Optional.empty(),
          false,
          false);

  public Takeover {
    foreign = List.copyOf(foreign);
  }

  /// What is known of our own side.
  ///
  /// @param state what the last status says; null when it says nothing
  /// @param runs whether our DaemonSet exists
  /// @param joined whether its pods shall be endpoints of the Service, by their labels
  /// @param proven whether nearly all nodes have a pod of ours that serves the declared revision
  /// @param serving whether nearly all nodes have a ready pod of ours with the Service's label
  /// @param corefile the declared text; empty while none was accepted
  public record OurSide(
      @Nullable State state,
      boolean runs,
      boolean joined,
      boolean proven,
      boolean serving,
      Optional<String> corefile) {}

  /// Judges where things are.
  ///
  /// @param name of the ClusterDNS
  /// @param check how the configuration of the foreign DNS is judged before it is proposed
  public static Takeover judge(
      String name, ClusterDNSSpec spec, Neighbourhood around, OurSide ours, CorefileCheck check) {
    ForeignDns foreign = ForeignDns.in(around);
    boolean exclusive = spec.adoption().mode() == Adoption.Mode.EXCLUSIVE;
    boolean inService = joins(foreign, ours, exclusive);
    State state = next(foreign, ours, inService);
    Optional<Proposal> proposal =
        spec.corefileFrom() != null
            ? Optional.empty()
            : foreign.workloads().stream()
                .flatMap(workload ->
                    LiveConfiguration.of(workload, around.configMaps()).stream()
                        .map(live -> Proposal.of(name, spec, workload, live, check)))
                .findFirst();
    boolean open = proposal.isPresent() && differs(proposal.get(), ours);
    ServiceRole role = role(around, foreign, name, ours, exclusive && state == State.SERVING);
    return new Takeover(
        state,
        inService,
        role,
        objects(foreign, spec.namespace(), around),
        foreign.workloads().stream().map(workload -> workload.owner().origin()).findFirst(),
        foreign.readyPods(),
        new Instructions(name, spec, foreign, exclusive).text(state, proposal, open),
        proposal.filter(found -> open).map(Proposal::yaml),
        exclusive && state != State.SHADOWING && role != ServiceRole.LEAVE,
        foreign.isOurs());
  }

  private static boolean differs(Proposal proposal, OurSide ours) {
    return !ours.corefile()
        .map(Canonical::text)
        .equals(Optional.of(Canonical.text(proposal.corefile())));
  }

  /// Serving means that clients would miss nothing without the other DNS.
  private static State next(ForeignDns foreign, OurSide ours, boolean inService) {
    if (!foreign.isPresent()) {
      return ours.state() == null || ours.state() == State.NONE ? State.NONE : State.EXCLUSIVE;
    }
    if (served(ours) || (inService && ours.serving())) {
      return State.SERVING;
    }
    return ours.runs() ? State.SHADOWING : State.DETECTED;
  }

  private static boolean served(OurSide ours) {
    return ours.state() == State.SERVING
        || ours.state() == State.EXCLUSIVE
        || (ours.state() == State.NONE && ours.joined());
  }

  /// Who is in the Service stays in it, whatever comes along. A Service that does not select our
  /// pods can be joined only by changing it, which takes Exclusive.
  private static boolean joins(ForeignDns foreign, OurSide ours, boolean exclusive) {
    if (!foreign.isPresent() || served(ours) || ours.joined()) {
      return true;
    }
    boolean joinable = foreign.selectsUs() || (exclusive && !ownerWouldRevert(foreign));
    return ours.runs() && ours.proven() && joinable;
  }

  private static boolean ownerWouldRevert(ForeignDns foreign) {
    return foreign.serviceOwner().filter(Owner::reconciles).isPresent();
  }

  /// A Service that carries our label is ours already.
  private static ServiceRole role(
      Neighbourhood around, ForeignDns foreign, String name, OurSide ours, boolean takesOver) {
    if (around.service().filter(service -> carries(service, name)).isPresent()) {
      return ServiceRole.KEEP;
    }
    if (foreign.isPresent() && !(takesOver && !ownerWouldRevert(foreign))) {
      return ServiceRole.LEAVE;
    }
    return ours.state() == null
            || ours.state() == State.DETECTED
            || ours.state() == State.SHADOWING
            || ours.state() == State.SERVING
        ? ServiceRole.TAKE_OVER
        : ServiceRole.KEEP;
  }

  private static boolean carries(HasMetadata object, String name) {
    Map<String, String> labels =
        Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
    return name.equals(labels.get(Names.OWNER));
  }

  private static List<ForeignObject> objects(
      ForeignDns foreign, String namespace, Neighbourhood around) {
    List<ForeignObject> objects = new ArrayList<>();
    foreign
        .workloads()
        .forEach(workload ->
            objects.add(new ForeignObject(workload.toString(), workload.owner().toString())));
    foreign
        .loosePods()
        .forEach(pod -> objects.add(new ForeignObject("Pod " + namespace + "/" + pod, "nobody")));
    if (!objects.isEmpty()) {
      around
          .service()
          .ifPresent(service ->
              foreign
                  .serviceOwner()
                  .ifPresent(owner ->
                      objects.add(
                          new ForeignObject(
                              "Service " + namespace + "/" + service.getMetadata().getName(),
                              owner.toString()))));
    }
    return objects.stream().limit(MOST_OBJECTS).toList();
  }

  /// The same for an object that is being deleted and waits for another DNS to hand back to. The
  /// Service may be claimed by that one at any time, and has to let its pods in.
  public Takeover leaving(String name, ClusterDNSSpec spec) {
    return new Takeover(
        state,
        inService,
        onlyOurs ? ServiceRole.RETURN : ServiceRole.LEAVE,
        foreign,
        origin,
        foreignReady,
        Instructions.leaving(name, spec),
        Optional.empty(),
        false,
        onlyOurs);
  }

  /// What follows for our objects. A proposal outlives the DNS that it was read from.
  public Membership membership() {
    return new Membership(
        inService, service, proposal, proposal.isEmpty() && origin.isPresent(), exclusive);
  }

  /// As the status shows it.
  public AdoptionStatus status() {
    return new AdoptionStatus(state, foreign, instructions.isEmpty() ? null : instructions);
  }
}
