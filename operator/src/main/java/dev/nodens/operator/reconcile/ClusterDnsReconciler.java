package dev.nodens.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.crd.AdoptionStatus.State;
import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.crd.ClusterDNSStatus;
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
import dev.nodens.operator.definition.InstalledDefinition;
import dev.nodens.operator.foreign.Upstreams;
import dev.nodens.operator.observe.Observation;
import dev.nodens.operator.observe.RevisionProbe;
import dev.nodens.operator.observe.ServedRevisions;
import dev.nodens.operator.observe.StaleServers;
import dev.nodens.operator.plan.ClusterFacts;
import dev.nodens.operator.plan.InvalidDeclaration;
import dev.nodens.operator.plan.Plan;
import dev.nodens.operator.plan.Planner;
import dev.nodens.operator.plan.SourceFacts;
import dev.nodens.operator.status.Announcement;
import dev.nodens.operator.status.Circumstances;
import dev.nodens.operator.status.ConditionTypes;
import dev.nodens.operator.status.Found;
import dev.nodens.operator.status.StatusPace;
import dev.nodens.operator.status.StatusReport;
import dev.nodens.operator.validate.CorefileCheck;
import dev.nodens.operator.validate.Judgement;
import dev.nodens.operator.validate.Surroundings;
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

  /// While something is on its way or unproved, pods are asked again after this time.
  private static final Duration UNSETTLED = Duration.ofSeconds(5);

  private static final Duration AT_ONCE = Duration.ofMillis(100);

  /// How often an object is looked at while the Service goes from one DNS to another.
  private static final Duration CHANGING_HANDS = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final Settings settings;
  private final Clock clock;
  private final RevisionProbe probe;
  private final CorefileCheck check;
  private final StatusObserver statuses;
  private final Planner planner;
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
    this.events = new EventRecorder(client, clock, settings.instance());
  }

  /// What exists only after the informers are set up.
  private record Cluster(
      Watches watches,
      SourceReader sources,
      NetworkReader network,
      TakeoverWatch takeovers,
      Departure departure,
      FactsReader facts,
      KubernetesObjects objects,
      Workshop workshop,
      Neighbours neighbours,
      Removal removal,
      InstalledDefinition definition) {}

  @Override
  public List<EventSource<?, ClusterDNS>> prepareEventSources(
      EventSourceContext<ClusterDNS> context) {
    var watches = new Watches(context, settings.namespaces());
    var takeovers = new TakeoverWatch(context, settings.namespaces(), watches);
    var objects = new KubernetesObjects(client, watches::cached);
    SourceReader sources = sources(watches);
    var network = new NetworkReader(watches);
    cluster =
        new Cluster(
            watches,
            sources,
            network,
            takeovers,
            new Departure(objects, watches, clock),
            new FactsReader(client, watches, sources, network),
            objects,
            new Workshop(
                new Enforcer(objects, clock),
                objects,
                watches,
                client.getKubernetesSerialization()),
            new Neighbours(
                client,
                watches,
                new Remover(objects, clock),
                new Upstreams(probe.upstreams(), clock, Thread::startVirtualThread)),
            new Removal(client, objects, watches),
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
            .mayLeave(object, parts.takeovers().judge(object, before, memory.accepted(), check))) {
      return parts.departure().leave(object)
          ? UpdateControl.noUpdate()
          : UpdateControl.<ClusterDNS>noUpdate().rescheduleAfter(CHANGING_HANDS);
    }
    memory
        .rewoundFrom(object.getMetadata().getGeneration())
        .ifPresent(generation -> tell(object, Announcement.rewound(object, generation, before)));
    Found found = pass(object, parts, memory, before, waits);
    ClusterDNSStatus after = StatusReport.make(found, before, clock.instant());
    statuses.observed(object.getMetadata().getName(), after);
    if (StatusPace.mayWait(before, after, memory.writtenAt(), clock.instant())) {
      return UpdateControl.<ClusterDNS>noUpdate().rescheduleAfter(sooner(UNSETTLED, memory.again));
    }
    if (!after.equals(object.getStatus()) || !after.equals(before)) {
      write(object, after, parts);
    }
    memory.wrote(after, clock.instant());
    Announcement.between(before, after).forEach(news -> tell(object, news));
    return UpdateControl.<ClusterDNS>noUpdate()
        .rescheduleAfter(
            sooner(sooner(usual(object, after), memory.again), memory.nodeHosts.due()));
  }

  private Duration usual(ClusterDNS object, ClusterDNSStatus after) {
    return object.isMarkedForDeletion() || isJoining(after)
        ? CHANGING_HANDS
        : isSettled(after) ? settings.resync() : UNSETTLED;
  }

  private void tell(ClusterDNS object, Announcement announcement) {
    LOG.atInfo()
        .addKeyValue("name", object.getMetadata().getName())
        .addKeyValue("reason", announcement.reason())
        .log(announcement.note());
    events.record(object, announcement);
  }

  private Duration sooner(Duration usual, Optional<Instant> wanted) {
    Duration left = wanted.map(time -> Duration.between(clock.instant(), time)).orElse(usual);
    return left.compareTo(usual) >= 0 ? usual : left.compareTo(AT_ONCE) < 0 ? AT_ONCE : left;
  }

  private Found pass(
      ClusterDNS object,
      Cluster parts,
      Memory memory,
      ClusterDNSStatus before,
      Optional<String> waits) {
    String owner = object.getMetadata().getName();
    Optional<InvalidDeclaration> lost = Claims.lost(object, parts.watches().declarations());
    if (lost.isPresent()) {
      memory.release();
      return inert(object, lost.get(), waits);
    }
    parts.sources().follow(owner, object.getSpec());
    boolean pruned = parts.definition().skew().isPresent();
    Optional<InvalidDeclaration> rejected = Optional.empty();
    List<String> warnings = List.of();
    @Nullable SourceFacts source = null;
    try {
      requireReadable(object, parts.definition());
      requireManaged(object);
      ClusterFacts facts = parts.facts().read(owner, object.getSpec(), before);
      source = facts.source();
      Plan plan = planner.plan(owner, object.getSpec(), facts);
      warnings = check(plan, source, before);
      memory.accept(plan);
    } catch (InvalidDeclaration e) {
      rejected = Optional.of(e);
      keep(owner, object.getSpec().namespace(), before, parts, memory);
    }
    Takeover judged = parts.takeovers().judge(object, before, memory.accepted(), check);
    Takeover takeover =
        object.isMarkedForDeletion() && parts.departure().holds(object)
            ? judged.leaving(owner, object.getSpec())
            : judged;
    // What the API server has pruned nobody knows, so nothing is acted upon.
    Optional<Plan> plan =
        memory
            .accepted()
            .filter(inForce -> !pruned)
            .map(inForce -> paced(inForce, memory).with(takeover.membership()));
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
    memory.again = work.again();
    String namespace = object.getSpec().namespace();
    Observation seen = parts.workshop().observe(owner, namespace, plan, memory.served);
    if (plan.isPresent()
        && work.failure().isEmpty()
        && object.getSpec().driftPolicy("ConfigMap") != DriftPolicy.OBSERVE) {
      parts.workshop().tidy(plan.get(), seen.pods());
    }
    List<Finding> findings = new ArrayList<>(work.findings());
    findings.addAll(SourceReport.drift(object.getSpec(), source));
    findings.addAll(parts.network().blocking(owner, namespace));
    plan.ifPresent(inForce ->
        findings.addAll(
            parts
                .neighbours()
                .look(object, inForce, seen, memory.stale, news -> tell(object, news))));
    return new Found(
        object.getMetadata().getGeneration(),
        object.getSpec().clusterDomain(),
        rejected,
        warnings,
        plan,
        findings,
        work.failure(),
        seen,
        work.clusterIPs().isEmpty() ? before.clusterIPs() : work.clusterIPs(),
        parts.workshop().revisions(owner, namespace),
        new Circumstances(
            Optional.ofNullable(SourceReport.status(object.getSpec(), source)),
            waits,
            parts.network().trouble(owner, namespace, seen)),
        takeover);
  }

  /// One that lost its claim writes nothing and looks at nothing.
  private static Found inert(ClusterDNS object, InvalidDeclaration lost, Optional<String> waits) {
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
        List.of(),
        new Circumstances(Optional.empty(), waits, Optional.empty()),
        Takeover.NOT_NEEDED);
  }

  private Plan paced(Plan plan, Memory memory) {
    return plan.withNodeHosts(
        plan.nodeHosts().map(text -> memory.nodeHosts.show(text, clock.instant())));
  }

  /// While a declaration is rejected, the one before it stays in force, with the nodes of now.
  private void keep(
      String owner, String namespace, ClusterDNSStatus before, Cluster parts, Memory memory) {
    Optional<Plan> accepted = memory.accepted();
    if (accepted.isEmpty()) {
      recall(owner, namespace, before, parts).ifPresent(memory::accept);
      return;
    }
    try {
      ClusterDNSSpec spec = accepted.get().accepted();
      memory.accept(planner.again(accepted.get(), parts.facts().read(owner, spec, before)));
    } catch (InvalidDeclaration e) {
      LOG.atDebug().addKeyValue("name", owner).log("kept as it was: {}", e.getMessage());
    }
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
      throw new InvalidDeclaration(InvalidDeclaration.Reason.SCHEMA_SKEW, skew.get());
    }
  }

  /// The plan that an earlier process accepted, from the ConfigMap of the revision that the status
  /// names. The text counts only if it has the hash of the status: somebody may have replaced it.
  private Optional<Plan> recall(
      String owner, String namespace, ClusterDNSStatus before, Cluster parts) {
    if (before.revision() == null) {
      return Optional.empty();
    }
    Optional<StoredRevision> accepted =
        parts.workshop().accepted(namespace, before.revision().name(), before.revision().hash());
    if (accepted.isEmpty()) {
      return Optional.empty();
    }
    try {
      ClusterDNSSpec spec = accepted.get().spec();
      return Optional.of(
          planner.plan(
              owner, spec, parts.facts().read(owner, spec, before), accepted.get().text()));
    } catch (InvalidDeclaration e) {
      return Optional.empty();
    }
  }

  private void requireManaged(ClusterDNS object) throws InvalidDeclaration {
    String namespace = object.getSpec().namespace();
    if (!settings.namespaces().contains(namespace)) {
      throw new InvalidDeclaration(
          InvalidDeclaration.Reason.NAMESPACE_NOT_MANAGED,
          "spec.namespace is %s, but this operator may write into %s only; start it with --namespace %s and give it the rights there"
              .formatted(namespace, String.join(", ", settings.namespaces()), namespace));
    }
  }

  private List<String> check(Plan plan, @Nullable SourceFacts source, ClusterDNSStatus before)
      throws InvalidDeclaration {
    Judgement judgement =
        check.judge(plan.revision().text(), Surroundings.of(plan, before.clusterIPs()));
    if (!judgement.accepted()) {
      boolean unknown = judgement.problems().stream().anyMatch(Judgement.Problem::unknownPlugin);
      throw new InvalidDeclaration(
          unknown
              ? InvalidDeclaration.Reason.UNKNOWN_PLUGIN
              : InvalidDeclaration.Reason.INVALID_CONFIG,
          (source == null ? "" : source.object() + ": ") + judgement.refusal());
    }
    List<String> warnings = new ArrayList<>(judgement.warnings());
    warnings.addAll(plan.warnings());
    return warnings;
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

  private static boolean isSettled(ClusterDNSStatus status) {
    return is(status, ConditionTypes.PROGRESSING, Condition.Status.FALSE)
        && is(status, ConditionTypes.CONFIG_SERVED, Condition.Status.TRUE);
  }

  private static boolean isJoining(ClusterDNSStatus status) {
    return status.adoption() != null
        && (status.adoption().state() == State.DETECTED
            || status.adoption().state() == State.SHADOWING);
  }

  private static boolean is(ClusterDNSStatus status, String type, Condition.Status wanted) {
    return status.condition(type).filter(condition -> condition.status() == wanted).isPresent();
  }
}
