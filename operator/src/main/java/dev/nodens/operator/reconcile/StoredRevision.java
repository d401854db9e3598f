package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.operator.Names;
import dev.nodens.operator.plan.AcceptedSpec;
import dev.nodens.operator.plan.ConfigText;
import dev.nodens.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Reads a revision back from its ConfigMap.
///
/// @param spec the declaration that it was accepted with, without its configuration
/// @param text the configuration
record StoredRevision(ClusterDNSSpec spec, ConfigText text) {

  /// The configuration of a revision; its hash is worked out anew and may not be the one that the
  /// ConfigMap claims.
  static Optional<ConfigText> text(ConfigMap map) {
    Map<String, String> data = Objects.requireNonNullElse(map.getData(), Map.of());
    Map<String, String> files = new TreeMap<>();
    data.forEach((key, text) -> {
      if (key.startsWith(Names.CUSTOM_KEY)) {
        files.put(key.substring(Names.CUSTOM_KEY.length()), text);
      }
    });
    return Optional.ofNullable(data.get(Names.COREFILE))
        .map(corefile -> ConfigText.of(corefile, files));
  }

  /// A whole revision; empty when its ConfigMap is not what it was. Whether the text and the
  /// declaration are those of the name shows when they are planned again.
  static Optional<StoredRevision> of(ConfigMap map) {
    Map<String, String> annotations =
        Objects.requireNonNullElse(map.getMetadata().getAnnotations(), Map.of());
    return Optional.ofNullable(annotations.get(Names.ACCEPTED_SPEC))
        .flatMap(AcceptedSpec::read)
        .filter(spec -> spec.image() != null)
        .flatMap(spec -> text(map).map(text -> new StoredRevision(spec, text)));
  }

  /// The revision of a plan, as its ConfigMap keeps it.
  static StoredRevision of(Plan plan) {
    return new StoredRevision(plan.accepted(), plan.revision().text());
  }
}
