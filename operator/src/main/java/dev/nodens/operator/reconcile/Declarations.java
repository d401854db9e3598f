package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.ClusterDNSStatus.Origin;
import dev.nodens.crd.ClusterDNSStatus.Outcome;
import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.operator.plan.ClusterFacts;
import dev.nodens.operator.plan.InvalidDeclaration;
import dev.nodens.operator.plan.InvalidDeclaration.Reason;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.plan.Planner;
import dev.nodens.operator.plan.SourceFacts;
import dev.nodens.operator.reconcile.Memory.Accepted;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the revision that a declaration asks for: its own configuration, or an earlier revision.
final class Declarations {
  private static final Logger LOG = LoggerFactory.getLogger(Declarations.class);

  private final Planner planner;
  private final FactsReader facts;
  private final RevisionKeeper keeper;

  Declarations(Planner planner, FactsReader facts, RevisionKeeper keeper) {
    this.planner = planner;
    this.facts = facts;
    this.keeper = keeper;
  }

  /// What a declaration asks for.
  ///
  /// @param known facts about the cluster for this declaration
  /// @throws InvalidDeclaration when it cannot be carried out
  Accepted plan(ClusterDNS object, ClusterFacts known, ClusterDNSStatus before)
      throws InvalidDeclaration {
    String owner = object.getMetadata().getName();
    ClusterDNSSpec spec = object.getSpec();
    if (spec.rollbackTo() != null) {
      return earlier(owner, spec, spec.rollbackTo(), before, author(object));
    }
    Plan plan = planner.plan(owner, spec, known);
    SourceFacts source = known.source();
    Optional<String> author =
        source == null ? author(object) : Optional.ofNullable(source.author());
    return new Accepted(spec, plan, origin(spec), author, false);
  }

  private static Origin origin(ClusterDNSSpec spec) {
    if (spec.corefileFrom() != null) {
      return Origin.COREFILE_FROM;
    }
    return spec.corefile() == null ? Origin.CONFIG : Origin.COREFILE;
  }

  private Accepted earlier(
      String owner,
      ClusterDNSSpec spec,
      long number,
      ClusterDNSStatus before,
      Optional<String> author)
      throws InvalidDeclaration {
    Optional<Revision> entry =
        before.history().stream().filter(revision -> revision.number() == number).findFirst();
    if (entry.isEmpty()) {
      throw new InvalidDeclaration(
          Reason.REVISION_NOT_FOUND,
          "spec.rollbackTo is %d, but status.history has %s; name one of these, or remove the field"
              .formatted(number, numbers(before.history())));
    }
    Optional<Plan> plan =
        keeper
            .find(spec.namespace(), entry.get().name())
            .flatMap(stored -> again(owner, spec, stored, entry.get().name(), before));
    if (plan.isEmpty()) {
      throw new InvalidDeclaration(
          Reason.REVISION_NOT_FOUND,
          "spec.rollbackTo is %d, but its ConfigMap %s is gone or was changed; name another revision of status.history, or remove the field"
              .formatted(number, entry.get().name()));
    }
    boolean proven =
        entry.get().outcome() == Outcome.SUCCEEDED
            || (before.lastGoodRevision() != null
                && before.lastGoodRevision().name().equals(entry.get().name()));
    return new Accepted(spec, plan.get(), Origin.ROLLBACK, author, proven);
  }

  private static String numbers(List<Revision> history) {
    return history.isEmpty()
        ? "none yet"
        : history.stream()
            .map(revision -> Long.toString(revision.number()))
            .collect(Collectors.joining(", "));
  }

  /// The plan of a revision that was accepted earlier, beside what the declaration says about all
  /// else; empty when the ConfigMap does not hold what its name says.
  Optional<Plan> again(
      String owner,
      ClusterDNSSpec spec,
      StoredRevision stored,
      String name,
      ClusterDNSStatus before) {
    ClusterDNSSpec revised = spec.withRevision(stored.spec());
    try {
      Plan plan = planner.plan(owner, revised, facts.read(owner, revised, before), stored.text());
      return Optional.of(plan).filter(made -> made.revision().name().equals(name));
    } catch (InvalidDeclaration e) {
      return Optional.empty();
    }
  }

  /// What an earlier process accepted last, for one that starts while a newer declaration is
  /// refused.
  Optional<Accepted> recall(String owner, String namespace, ClusterDNSStatus before) {
    Revision revision = before.revision();
    Long target = before.rollout() == null ? null : before.rollout().revision();
    Optional<Revision> last =
        before.history().stream()
            .filter(entry -> Objects.equals(entry.number(), target))
            .findFirst()
            .or(() -> Optional.ofNullable(revision));
    return last.flatMap(entry ->
        keeper
            .find(namespace, entry.name())
            .flatMap(stored ->
                again(owner, stored.spec(), stored, entry.name(), before)
                    .map(plan -> accepted(stored.spec(), plan, entry))));
  }

  /// What was accepted last, with the nodes of now; empty when it cannot be worked out now.
  Optional<Accepted> refreshed(Accepted accepted, ClusterDNSStatus before) {
    Plan plan = accepted.plan();
    try {
      Plan again = planner.again(plan, facts.read(plan.owner(), plan.accepted(), before));
      return Optional.of(accepted.with(again.numbered(plan.revision().number())));
    } catch (InvalidDeclaration e) {
      LOG.atDebug().addKeyValue("name", plan.owner()).log("kept as it was: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static Accepted accepted(ClusterDNSSpec spec, Plan plan, Revision entry) {
    return new Accepted(
        spec,
        plan.numbered(entry.number()),
        Objects.requireNonNullElse(entry.source(), Origin.CONFIG),
        Optional.ofNullable(entry.author()),
        false);
  }

  /// Who wrote the declaration last, as `manager (operation)`.
  static Optional<String> author(ClusterDNS object) {
    return Objects.requireNonNullElse(
            object.getMetadata().getManagedFields(), List.<ManagedFieldsEntry>of())
        .stream()
        .filter(entry -> entry.getSubresource() == null || entry.getSubresource().isEmpty())
        .filter(Declarations::ownsSpec)
        .max(Comparator.comparing(entry -> time(entry.getTime())))
        .map(entry -> entry.getManager() + " (" + entry.getOperation() + ")");
  }

  private static boolean ownsSpec(ManagedFieldsEntry entry) {
    return entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().containsKey("f:spec");
  }

  private static Instant time(@Nullable String text) {
    return text == null ? Instant.MIN : Instant.parse(text);
  }
}
