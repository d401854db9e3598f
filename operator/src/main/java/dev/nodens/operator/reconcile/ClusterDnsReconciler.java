package dev.nodens.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSStatus;
import dev.nodens.crd.ClusterDNSStatus.Revision;
import dev.nodens.crd.Condition;
import dev.nodens.crd.DriftPolicy;
import dev.nodens.operator.Names;
import dev.nodens.operator.Settings;
import dev.nodens.operator.adopt.Takeover;
import dev.nodens.operator.apply.Enforcer;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.KubernetesObjects;
import dev.nodens.operator.apply.ObjectKey;
import dev.nodens.operator.apply.Remover;
import dev.nodens.operator.canary.ShadowCanary;
import dev.nodens.operator.definition.InstalledDefinition;
import dev.nodens.operator.foreign.Upstreams;
import dev.nodens.operator.observe.Observation;
import dev.nodens.operator.observe.RevisionProbe;
import dev.nodens.operator.observe.ServedRevisions;
import dev.nodens.operator.observe.StaleServers;
import dev.nodens.operator.plan.InvalidDeclaration;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.plan.Planner;
import dev.nodens.operator.status.Announcement;
import dev.nodens.operator.status.Circumstances;
import dev.nodens.operator.status.ConditionTypes;
import dev.nodens.operator.status.Found;
import dev.nodens.operator.status.StatusPace;
import dev.nodens.operator.status.StatusReport;
import dev.nodens.operator.validate.CorefileCheck;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One pass: plan, validate, bring every object to its intent, observe, write the status.
///
/// There is no owner reference, and a finalizer only where the deletion policy wants one: a
/// ClusterDNS that is deleted leaves a DNS that serves on.
@ControllerConfiguration(
    name = "clusterdns",
    fieldManager = Names.FIELD_MANAGER,
    triggerReconcilerOnAllEvents = true)
public final class ClusterDnsReconciler implements Reconciler<ClusterDNS> {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterDnsReconciler.class);

  private final KubernetesClient client;
  private final Settings settings;
  private final Clock clock;
  private final RevisionProbe probe;
  private final CorefileCheck check;
  private final StatusObserver statuses;
  private final Planner planner;
  private final Cadence cadence;
  private final EventRecorder events;
  private final Map<String, Memory> memories = new ConcurrentHashMap<>();
  private volatile @Nullable Cluster cluster;

  /// @param client the API server
  /// @param settings of this process
  /// @param clock the time
  /// @param probe how pods are asked what they serve
  /// @param check how a Corefile is judged
  /// @param statuses is told every status
  public ClusterDnsReconciler(
      KubernetesClient client,
      Settings settings,
      Clock clock,
      RevisionProbe probe,
      CorefileCheck check,
      StatusObserver statuses) {
    this.client = client;
    this.settings = settings;
    this.clock = clock;
    this.probe = probe;
    this.check = check;
    this.statuses = statuses;
    this.planner = new Planner(settings.image());
    this.cadence = new Cadence(settings.resync());
    this.events = new EventRecorder(client, clock, settings.instance());
  }

  /// What exists only after the informers are set up.
  private record Cluster(
      Watches watches,
      SourceReader sources,
      NetworkReader network,
      TakeoverWatch takeovers,
      Departure departure,
      KubernetesObjects objects,
      Workshop workshop,
      Neighbours neighbours,
      Removal removal,
      Acceptance acceptance,
      Rollouts rollouts,
      InstalledDefinition definition) {}

  @Override
  public List<EventSource<?, ClusterDNS>> prepareEventSources(
      EventSourceContext<ClusterDNS> context) {
    var watches = new Watches(context, settings.namespaces());
    var takeovers = new TakeoverWatch(context, settings.namespaces(), watches);
    var objects = new KubernetesObjects(client, watches::cached);
    SourceReader sources = sources(watches);
    var network = new NetworkReader(watches);
    var facts = new FactsReader(client, watches, sources, network);
    var workshop =
        new Workshop(
            new Enforcer(objects, clock), objects, watches, client.getKubernetesSerialization());
    var keeper = new RevisionKeeper(client, watches, workshop);
    var declarations = new Declarations(planner, facts, keeper);
    cluster =
        new Cluster(
            watches,
            sources,
            network,
            takeovers,
            new Departure(objects, watches, clock),
            objects,
            workshop,
            new Neighbours(
                client,
                watches,
                new Remover(objects, clock),
                new Upstreams(probe.upstreams(), clock, Thread::startVirtualThread)),
            new Removal(client, objects, watches),
            new Acceptance(settings.namespaces(), check, facts, declarations),
            new Rollouts(
                watches,
                workshop,
                keeper,
                declarations,
                new ShadowCanary(new ApiPods(client), probe.prober(), clock),
                new RollObserver(watches, probe.prober()),
                clock),
            new InstalledDefinition(objects, clock, client.getKubernetesSerialization()));
    List<EventSource<?, ClusterDNS>> all = new ArrayList<>(watches.all());
    all.addAll(takeovers.sources());
    return all;
  }

  private SourceReader sources(Watches watches) {
    return new SourceReader(
        client,
        watches,
        new ForeignWatches<>(
            place -> client.configMaps().inNamespace(place.namespace()).withName(place.name()),
            watches::wake),
        settings.namespaces());
  }

  @Override
  public UpdateControl<ClusterDNS> reconcile(ClusterDNS object, Context<ClusterDNS> context) {
    Cluster parts = Objects.requireNonNull(cluster, "the SDK prepares event sources first");
    if (context.isPrimaryResourceDeleted()) {
      memories.remove(object.getMetadata().getUid());
      parts.sources().forget(object.getMetadata().getName());
      parts.watches().wakeAllSoon();
      return UpdateControl.noUpdate();
    }
    if (parts.departure().prepare(object)) {
      return UpdateControl.noUpdate();
    }
    boolean handedBack = parts.departure().holds(object) && object.isMarkedForDeletion();
    Optional<String> waits = parts.removal().step(object);
    if (object.isMarkedForDeletion() && !handedBack && waits.isEmpty()) {
      return UpdateControl.noUpdate();
    }
    Memory memory =
        memories.computeIfAbsent(
            object.getMetadata().getUid(),
            uid -> {
              parts.workshop().resume(object.getStatus());
              return new Memory(new ServedRevisions(probe, clock), new StaleServers(clock));
            });
    ClusterDNSStatus before = memory.status().orElse(object.getStatus());
    if (handedBack
        && parts
            .departure()
            .mayLeave(object, parts.takeovers().judge(object, before, declared(memory), check))) {
      return parts.departure().leave(object)
          ? UpdateControl.noUpdate()
          : UpdateControl.<ClusterDNS>noUpdate().rescheduleAfter(Cadence.CHANGING_HANDS);
    }
    memory
        .rewoundFrom(object.getMetadata().getGeneration())
        .ifPresent(generation -> tell(object, Announcement.rewound(object, generation, before)));
    Found found = pass(object, parts, memory, before, waits);
    ClusterDNSStatus after = StatusReport.make(found, before, clock.instant());
    statuses.observed(object.getMetadata().getName(), after);
    if (StatusPace.mayWait(before, after, memory.writtenAt(), clock.instant())) {
      return again(Cadence.UNSETTLED, memory.again);
    }
    if (!after.equals(object.getStatus()) || !after.equals(before)) {
      write(object, after, parts);
    }
    memory.wrote(after, clock.instant());
    Announcement.between(before, after).forEach(news -> tell(object, news));
    Duration usual = cadence.after(before, after, object.isMarkedForDeletion());
    return again(Cadence.sooner(usual, memory.again, clock.instant()), memory.nodeHosts.due());
  }

  private UpdateControl<ClusterDNS> again(Duration usual, Optional<Instant> wanted) {
    return UpdateControl.<ClusterDNS>noUpdate()
        .rescheduleAfter(Cadence.sooner(usual, wanted, clock.instant()));
  }

  private void tell(ClusterDNS object, Announcement announcement) {
    LOG.atInfo()
        .addKeyValue("name", object.getMetadata().getName())
        .addKeyValue("reason", announcement.reason())
        .log(announcement.note());
    events.record(object, announcement);
  }

  private Found pass(
      ClusterDNS object,
      Cluster parts,
      Memory memory,
      ClusterDNSStatus before,
      Optional<String> waits) {
    String owner = object.getMetadata().getName();
    String namespace = object.getSpec().namespace();
    Optional<InvalidDeclaration> lost = Claims.lost(object, parts.watches().declarations());
    if (lost.isPresent()) {
      memory.release();
      return inert(object, lost.get(), before, waits);
    }
    parts.sources().follow(owner, object.getSpec());
    Acceptance.Decision decision =
        parts.acceptance().decide(object, before, parts.definition(), memory);
    Takeover takeover = takeover(object, parts, memory, before);
    // What the API server has pruned nobody knows, so nothing is acted upon.
    Optional<Rollouts.Course> begun =
        memory
            .accepted()
            .filter(accepted -> parts.definition().skew().isEmpty())
            .map(accepted -> accepted.with(takeover.membership()))
            .map(accepted ->
                parts
                    .rollouts()
                    .begin(object, accepted, decision.rejected().isEmpty(), memory, before));
    Optional<Plan> plan = begun.map(step -> paced(step.serving(), memory));
    Workshop.Work work =
        plan.map(inForce ->
                parts
                    .workshop()
                    .bring(
                        inForce,
                        memory.brought,
                        made(object, before),
                        object.getSpec()::driftPolicy))
            .orElse(Workshop.Work.NONE);
    List<Finding> findings = memory.withUntold(work.findings());
    memory.again = work.again();
    Observation seen = parts.workshop().observe(owner, namespace, plan, memory.served);
    Optional<Rollouts.Course> course =
        begun.map(step -> parts.rollouts().advance(step, object, seen));
    if (course.isEmpty()) {
      parts.rollouts().end(owner, namespace);
    }
    List<Revision> history =
        course
            .map(step -> parts.rollouts().history(step, object, seen, before))
            .orElse(before.history());
    if (work.failure().isEmpty()
        && object.getSpec().driftPolicy("ConfigMap") != DriftPolicy.OBSERVE) {
      course.ifPresent(step -> parts.workshop().tidy(step.serving(), step.isAlone(seen)));
    }
    findings.addAll(SourceReport.drift(object.getSpec(), decision.source()));
    findings.addAll(parts.network().blocking(owner, namespace));
    plan.ifPresent(inForce ->
        findings.addAll(
            parts
                .neighbours()
                .look(object, inForce, seen, memory.stale, news -> tell(object, news))));
    return new Found(
        object.getMetadata().getGeneration(),
        object.getSpec().clusterDomain(),
        decision.rejected(),
        decision.warnings(),
        plan,
        findings,
        work.failure(),
        seen,
        work.clusterIPs().isEmpty() ? before.clusterIPs() : work.clusterIPs(),
        history,
        course.map(Rollouts.Course::state),
        new Circumstances(
            Optional.ofNullable(SourceReport.status(object.getSpec(), decision.source())),
            waits,
            parts.network().trouble(owner, namespace, seen)),
        takeover);
  }

  private Takeover takeover(
      ClusterDNS object, Cluster parts, Memory memory, ClusterDNSStatus before) {
    Takeover judged = parts.takeovers().judge(object, before, declared(memory), check);
    return object.isMarkedForDeletion() && parts.departure().holds(object)
        ? judged.leaving(object.getMetadata().getName(), object.getSpec())
        : judged;
  }

  private Plan paced(Plan plan, Memory memory) {
    return plan.withNodeHosts(
        plan.nodeHosts().map(text -> memory.nodeHosts.show(text, clock.instant())));
  }

  private static Optional<Plan> declared(Memory memory) {
    return memory.accepted().map(Memory.Accepted::plan);
  }

  /// One that lost its claim writes nothing and looks at nothing.
  private static Found inert(
      ClusterDNS object, InvalidDeclaration lost, ClusterDNSStatus before, Optional<String> waits) {
    return new Found(
        object.getMetadata().getGeneration(),
        object.getSpec().clusterDomain(),
        Optional.of(lost),
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Observation.nothing(),
        List.of(),
        before.history(),
        Optional.empty(),
        new Circumstances(Optional.empty(), waits, Optional.empty()),
        Takeover.NOT_NEEDED);
  }

  /// Whether an operator before this process has made the objects of this very declaration.
  private static Predicate<ObjectKey> made(ClusterDNS object, ClusterDNSStatus before) {
    boolean compared =
        before
            .condition(ConditionTypes.WORKLOAD_IN_SYNC)
            .filter(condition -> condition.status() != Condition.Status.UNKNOWN)
            .filter(condition ->
                Objects.equals(
                    condition.observedGeneration(), object.getMetadata().getGeneration()))
            .isPresent();
    return key -> compared;
  }

  /// By server-side apply, as everything else: what the operator no longer says disappears.
  private void write(ClusterDNS object, ClusterDNSStatus status, Cluster parts) {
    ObjectKey key = ObjectKey.of(object);
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("apiVersion", key.apiVersion()).put("kind", key.kind());
    document.putObject("metadata").put("name", key.name());
    JsonNode json = client.getKubernetesSerialization().convertValue(status, JsonNode.class);
    parts.objects().applyStatus(key, document, parts.definition().fitted(json));
  }
}
