package dev.nodens.operator.status;

import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.operator.adopt.Takeover;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.observe.Observation;
import dev.nodens.operator.plan.InvalidDeclaration;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.rollout.RolloutState;
import java.util.List;
import java.util.Optional;

/// Everything that one reconciliation found.
///
/// @param generation generation of the declaration
/// @param clusterDomain declared domain
/// @param rejected why the declaration cannot be carried out; empty when it can
/// @param warnings of the Corefile's parsers
/// @param plan the plan in force; with a rejected declaration the one before it, if that is known
/// @param findings drift
/// @param failure why objects could not be compared or written; empty when all were
/// @param observation what runs
/// @param clusterIPs addresses of the live Service
/// @param revisions the history, newest first, the revision in force included
/// @param rollout where the rollout stands; empty before the first one
/// @param circumstances what there is around the objects
/// @param takeover how a foreign DNS is taken over
public record Found(
    long generation,
    String clusterDomain,
    Optional<InvalidDeclaration> rejected,
    List<String> warnings,
    Optional<Plan> plan,
    List<Finding> findings,
    Optional<String> failure,
    Observation observation,
    List<String> clusterIPs,
    List<Revision> revisions,
    Optional<RolloutState> rollout,
    Circumstances circumstances,
    Takeover takeover) {}
