package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.operator.Names;
import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.plan.Canonical;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the ConfigMaps of revisions, and deletes those that nothing needs any more.
final class RevisionKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(RevisionKeeper.class);

  private final KubernetesClient client;
  private final Watches watches;
  private final Workshop workshop;

  RevisionKeeper(KubernetesClient client, Watches watches, Workshop workshop) {
    this.client = client;
    this.watches = watches;
    this.workshop = workshop;
  }

  /// The revisions whose ConfigMaps exist, newest first, as far as their labels tell.
  List<Revision> existing(String owner, String namespace) {
    List<Revision> revisions = new ArrayList<>();
    for (ConfigMap map : watches.revisions(owner, namespace)) {
      FactsReader.revision(map)
          .ifPresent(known ->
              revisions.add(
                  new Revision(
                      known.name(),
                      known.number(),
                      StoredRevision.text(map).map(text -> text.hash()).orElse(Canonical.hash("")),
                      map.getMetadata().getCreationTimestamp(),
                      null,
                      null,
                      null)));
    }
    revisions.sort(Comparator.comparing(Revision::number).reversed());
    return revisions;
  }

  /// A revision as it was accepted; empty when its ConfigMap is gone or not what it was. That an
  /// informer does not have it is no proof: it may lag behind.
  Optional<StoredRevision> find(String namespace, String name) {
    return watches
        .cached(Workshop.configMap(namespace, name))
        .map(ConfigMap.class::cast)
        .or(() ->
            Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(name).get()))
        .flatMap(StoredRevision::of);
  }

  /// Deletes the ConfigMaps of revisions that are not in the history and that neither a pod nor a
  /// ControllerRevision of the DaemonSet names, so that `kubectl rollout undo` never leads to pods
  /// that cannot start.
  void collect(String owner, String namespace, List<Revision> history, List<DnsPod> pods) {
    Set<String> needed = history.stream().map(Revision::name).collect(Collectors.toSet());
    pods.forEach(pod -> needed.add(owner + "-" + pod.revision()));
    List<ConfigMap> candidates =
        watches.revisions(owner, namespace).stream()
            .filter(map -> !needed.contains(map.getMetadata().getName()))
            .toList();
    if (candidates.isEmpty()) {
      return;
    }
    try {
      Set<String> remembered = remembered(owner, namespace);
      candidates.stream()
          .filter(map -> !remembered.contains(map.getMetadata().getName()))
          .forEach(workshop::delete);
    } catch (KubernetesClientException e) {
      LOG.atWarn()
          .addKeyValue("name", owner)
          .log("old revisions are left for now: {}", e.getMessage());
    }
  }

  /// What the DaemonSet controller could go back to.
  private Set<String> remembered(String owner, String namespace) {
    Set<String> names = new HashSet<>();
    for (ControllerRevision revision :
        client
            .apps()
            .controllerRevisions()
            .inNamespace(namespace)
            .withLabel(Names.OWNER, owner)
            .list()
            .getItems()) {
      Map<String, String> labels =
          Objects.requireNonNullElse(revision.getMetadata().getLabels(), Map.of());
      names.add(owner + "-" + labels.getOrDefault(Names.REVISION, ""));
    }
    return names;
  }
}
