package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.crd.CorefileFrom;
import dev.nodens.crd.Drift;
import dev.nodens.crd.SourceStatus;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.plan.SourceFacts;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the status says about the source of a Corefile.
final class SourceReport {
  private SourceReport() {}

  /// `status.source`; null for a declaration without a source.
  static @Nullable SourceStatus status(ClusterDNSSpec spec, @Nullable SourceFacts source) {
    if (spec.corefileFrom() == null || source == null) {
      return null;
    }
    String hash = source.text() == null ? null : source.text().hash();
    String expected = spec.corefileFrom().expectedHash();
    return new SourceStatus(
        source.object(),
        hash,
        Objects.equals(expected, hash) ? null : expected,
        source.author(),
        source.changedAt());
  }

  /// A source that holds another text than the expected one has drifted. It is somebody else's, so
  /// it is only reported.
  static List<Finding> drift(ClusterDNSSpec spec, @Nullable SourceFacts source) {
    CorefileFrom from = spec.corefileFrom();
    if (from == null || from.expectedHash() == null || source == null || source.text() == null) {
      return List.of();
    }
    String hash = source.text().hash();
    return hash.equals(from.expectedHash())
        ? List.of()
        : List.of(
            new Finding(
                Workshop.configMap(
                    Objects.requireNonNullElse(from.configMap().namespace(), spec.namespace()),
                    from.configMap().name()),
                "/data/" + source.key(),
                Drift.Type.CHANGED,
                Optional.of("SHA-256 " + from.expectedHash()),
                Optional.of("SHA-256 " + hash),
                Optional.ofNullable(source.author()),
                Drift.Severity.HIGH,
                Drift.Action.REPORTED));
  }
}
