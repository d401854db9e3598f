package dev.nodens.operator.render;

import dev.nodens.operator.Names;
import dev.nodens.operator.plan.AcceptedSpec;
import dev.nodens.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The immutable ConfigMap of a revision, and the mutable one with the names of the nodes.
final class ConfigMaps {
  private ConfigMaps() {}

  static ConfigMap revision(Plan plan) {
    Plan.Revision revision = plan.revision();
    Map<String, String> imported = new TreeMap<>();
    revision.text().files().forEach((name, text) -> imported.put(Names.CUSTOM_KEY + name, text));
    Map<String, String> labels = Names.labels(plan.owner());
    labels.put(Names.REVISION, revision.id());
    labels.put(Names.REVISION_NUMBER, Long.toString(revision.number()));
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(revision.name())
        .withNamespace(plan.namespace())
        .withLabels(labels)
        .addToAnnotations(Names.CONFIG_HASH, revision.hash())
        .addToAnnotations(Names.ACCEPTED_SPEC, AcceptedSpec.write(plan.accepted()))
        .endMetadata()
        .withImmutable(true)
        .addToData(Names.COREFILE, revision.corefile())
        .addToData(imported)
        .build();
  }

  /// Outside the hash: a node that joins must not roll every pod.
  static Optional<ConfigMap> nodeHosts(Plan plan) {
    return plan.nodeHosts()
        .map(content ->
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(Names.nodeHosts(plan.owner()))
                .withNamespace(plan.namespace())
                .withLabels(Names.labels(plan.owner()))
                .endMetadata()
                .addToData(Names.NODE_HOSTS, content)
                .build());
  }

  /// What the operator offers and nobody uses.
  static Optional<ConfigMap> adoption(Plan plan) {
    return plan.membership()
        .proposal()
        .map(text ->
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(Names.adoption(plan.owner()))
                .withNamespace(plan.namespace())
                .withLabels(Names.labels(plan.owner()))
                .endMetadata()
                .addToData(Names.PROPOSAL, text)
                .build());
  }
}
