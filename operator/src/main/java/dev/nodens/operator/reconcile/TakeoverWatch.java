package dev.nodens.operator.reconcile;

import dev.nodens.crd.AdoptionStatus;
import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.operator.Names;
import dev.nodens.operator.adopt.Neighbourhood;
import dev.nodens.operator.adopt.Takeover;
import dev.nodens.operator.apply.ObjectKey;
import dev.nodens.operator.observe.Observation.DnsPod;
import dev.nodens.operator.observe.Pods;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.validate.CorefileCheck;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Watches for a DNS of somebody else, and judges how far it is taken over.
final class TakeoverWatch {
  /// Of ten nodes that shall have DNS, so many must have proven ours before it gets clients. One
  /// dead node must not keep a cluster from its DNS; the Service reaches past it.
  private static final int PROVEN_OF_TEN = 9;

  private final Watches watches;
  private final EventSourceContext<ClusterDNS> context;
  private final InformerEventSource<Deployment, ClusterDNS> deployments;
  private final SlimInformers<Pod> pods;

  TakeoverWatch(EventSourceContext<ClusterDNS> context, Set<String> namespaces, Watches watches) {
    this.context = context;
    this.watches = watches;
    this.deployments =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(Deployment.class, ClusterDNS.class)
                .withName("deployments")
                .withNamespaces(namespaces)
                .withOnUpdateFilter(ForeignChanges::isDeclaredAnew)
                .withSecondaryToPrimaryMapper(this::owners)
                .build(),
            context);
    this.pods =
        new SlimInformers<>(
            context,
            Pod.class,
            "foreign-pods",
            namespaces,
            TakeoverWatch::slim,
            informer ->
                informer
                    .withLabelSelector(Names.K8S_APP + "=" + Names.KUBE_DNS + ",!" + Names.OWNER)
                    .withOnUpdateFilter(Slim::podChanged)
                    .withSecondaryToPrimaryMapper(this::owners));
  }

  List<EventSource<?, ClusterDNS>> sources() {
    List<EventSource<?, ClusterDNS>> all = new ArrayList<>(pods.sources());
    all.add(deployments);
    return all;
  }

  /// Where the take-over stands.
  ///
  /// @param before the last status
  /// @param plan the plan in force
  Takeover judge(
      ClusterDNS object, ClusterDNSStatus before, Optional<Plan> plan, CorefileCheck check) {
    String namespace = object.getSpec().namespace();
    String owner = object.getMetadata().getName();
    Optional<DaemonSet> workload =
        watches
            .cached(key("apps/v1", "DaemonSet", namespace, Names.workload(owner)))
            .map(DaemonSet.class::cast);
    var around =
        new Neighbourhood(
            watches
                .cached(key("v1", "Service", namespace, object.getSpec().service().name()))
                .map(Service.class::cast),
            deployments.list(namespace, deployment -> true).toList(),
            watches.daemonSets(namespace),
            pods.list(namespace).toList(),
            name ->
                watches.cached(key("v1", "ConfigMap", namespace, name)).map(ConfigMap.class::cast));
    return Takeover.judge(
        owner,
        object.getSpec(),
        around,
        new Takeover.OurSide(
            state(before),
            workload.isPresent(),
            workload.filter(TakeoverWatch::isJoined).isPresent(),
            plan.filter(inForce -> isProven(object, inForce, before)).isPresent(),
            isServing(owner, namespace, before),
            plan.map(inForce -> inForce.revision().corefile())),
        check);
  }

  private static AdoptionStatus.@Nullable State state(ClusterDNSStatus before) {
    return before.adoption() == null ? null : before.adoption().state();
  }

  private static boolean isJoined(DaemonSet workload) {
    ObjectMeta template = workload.getSpec().getTemplate().getMetadata();
    Map<String, String> labels =
        template == null || template.getLabels() == null ? Map.of() : template.getLabels();
    return Names.KUBE_DNS.equals(labels.get(Names.K8S_APP));
  }

  /// Whether the pods have said that they serve this revision of this declaration.
  private static boolean isProven(ClusterDNS object, Plan plan, ClusterDNSStatus before) {
    ClusterDNSStatus.NodeCounts nodes = before.nodes();
    return nodes != null
        && nodes.desired() > 0
        && Objects.equals(before.observedGeneration(), object.getMetadata().getGeneration())
        && before.revision() != null
        && before.revision().hash().equals(plan.revision().hash())
        && nodes.servingOther() == 0
        && nodes.serving() * 10 >= nodes.desired() * PROVEN_OF_TEN
        && nodes.available() * 10 >= nodes.desired() * PROVEN_OF_TEN;
  }

  /// Whether nearly every node has a ready pod that the Service knows by its label.
  private boolean isServing(String owner, String namespace, ClusterDNSStatus before) {
    long nodes =
        watches.pods(owner, namespace).stream()
            .filter(pod -> Names.KUBE_DNS.equals(pod.getMetadata().getLabels().get(Names.K8S_APP)))
            .map(Pods::of)
            .filter(pod -> pod.ready() && !pod.leaving())
            .map(DnsPod::node)
            .distinct()
            .count();
    return before.nodes() != null
        && nodes > 0
        && nodes * 10 >= (long) before.nodes().desired() * PROVEN_OF_TEN;
  }

  /// Every ClusterDNS whose Service is in the namespace.
  private Set<ResourceID> owners(HasMetadata object) {
    return context
        .getPrimaryCache()
        .list(owner -> owner.getSpec().namespace().equals(object.getMetadata().getNamespace()))
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  /// Keeps who made it.
  private static Pod slim(Pod pod) {
    return new PodBuilder(Slim.pod(pod))
        .editMetadata()
        .withOwnerReferences(pod.getMetadata().getOwnerReferences())
        .endMetadata()
        .build();
  }

  private static ObjectKey key(String apiVersion, String kind, String namespace, String name) {
    String plural =
        switch (kind) {
          case "DaemonSet" -> "daemonsets";
          case "Service" -> "services";
          default -> "configmaps";
        };
    return new ObjectKey(apiVersion, kind, plural, Optional.of(namespace), name);
  }
}
