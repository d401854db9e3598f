package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.ClusterDNSStatus.Origin;
import dev.nodens.operator.definition.InstalledDefinition;
import dev.nodens.operator.plan.ClusterFacts;
import dev.nodens.operator.plan.InvalidDeclaration;
import dev.nodens.operator.plan.InvalidDeclaration.Reason;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.plan.SourceFacts;
import dev.nodens.operator.validate.CorefileCheck;
import dev.nodens.operator.validate.Judgement;
import dev.nodens.operator.validate.SettingsChecks;
import dev.nodens.operator.validate.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides whether a declaration is accepted. While it is not, the one before it stays in force.
final class Acceptance {
  private final Set<String> namespaces;
  private final CorefileCheck check;
  private final FactsReader facts;
  private final Declarations declarations;

  /// @param namespaces into which the operator may write
  Acceptance(
      Set<String> namespaces, CorefileCheck check, FactsReader facts, Declarations declarations) {
    this.namespaces = namespaces;
    this.check = check;
    this.facts = facts;
    this.declarations = declarations;
  }

  /// What was decided; what is in force stands in [Memory#accepted].
  ///
  /// @param rejected why the declaration cannot be carried out; empty when it can
  /// @param warnings of the parsers
  /// @param source what `spec.corefileFrom` names; null for a declaration without
  record Decision(
      Optional<InvalidDeclaration> rejected, List<String> warnings, @Nullable SourceFacts source) {}

  Decision decide(
      ClusterDNS object, ClusterDNSStatus before, InstalledDefinition definition, Memory memory) {
    @Nullable SourceFacts source = null;
    try {
      requireReadable(object, definition);
      requireManaged(object.getSpec().namespace());
      ClusterFacts known = facts.read(object.getMetadata().getName(), object.getSpec(), before);
      source = known.source();
      Memory.Accepted accepted = declarations.plan(object, known, before);
      List<String> warnings = check(accepted, source, before);
      memory.accept(accepted);
      return new Decision(Optional.empty(), warnings, source);
    } catch (InvalidDeclaration e) {
      keep(object, before, memory);
      return new Decision(Optional.of(e), List.of(), source);
    }
  }

  /// The one before it, with the nodes of now.
  private void keep(ClusterDNS object, ClusterDNSStatus before, Memory memory) {
    Optional<Memory.Accepted> accepted = memory.accepted();
    Optional<Memory.Accepted> kept =
        accepted.isPresent()
            ? declarations.refreshed(accepted.get(), before)
            : declarations.recall(
                object.getMetadata().getName(), object.getSpec().namespace(), before);
    kept.ifPresent(memory::accept);
  }

  private static void requireReadable(ClusterDNS object, InstalledDefinition definition)
      throws InvalidDeclaration {
    Optional<String> skew =
        object.unreadable().isEmpty()
            ? definition.skew()
            : Optional.of(
                String.join("; ", object.unreadable())
                    + "; upgrade the operator, or declare what this version knows");
    if (skew.isPresent()) {
      throw new InvalidDeclaration(Reason.SCHEMA_SKEW, skew.get());
    }
  }

  private void requireManaged(String namespace) throws InvalidDeclaration {
    if (!namespaces.contains(namespace)) {
      throw new InvalidDeclaration(
          Reason.NAMESPACE_NOT_MANAGED,
          "spec.namespace is %s, but this operator may write into %s only; start it with --namespace %s and give it the rights there"
              .formatted(namespace, String.join(", ", namespaces), namespace));
    }
  }

  /// An earlier revision was checked when it was new; what a newer operator finds in it must not
  /// keep anybody from going back.
  private List<String> check(
      Memory.Accepted accepted, @Nullable SourceFacts source, ClusterDNSStatus before)
      throws InvalidDeclaration {
    Plan plan = accepted.plan();
    boolean isNew = accepted.source() != Origin.ROLLBACK;
    List<String> settings = SettingsChecks.problems(plan.workload().settings());
    if (!settings.isEmpty() && isNew) {
      throw new InvalidDeclaration(Reason.INVALID_CONFIG, String.join("; ", settings));
    }
    Judgement judgement =
        check.judge(plan.revision().text(), Surroundings.of(plan, before.clusterIPs()));
    if (!judgement.accepted() && isNew) {
      boolean unknown = judgement.problems().stream().anyMatch(Judgement.Problem::unknownPlugin);
      throw new InvalidDeclaration(
          unknown ? Reason.UNKNOWN_PLUGIN : Reason.INVALID_CONFIG,
          (source == null ? "" : source.object() + ": ") + judgement.refusal());
    }
    List<String> warnings = new ArrayList<>(judgement.warnings());
    warnings.addAll(plan.warnings());
    return warnings;
  }
}
