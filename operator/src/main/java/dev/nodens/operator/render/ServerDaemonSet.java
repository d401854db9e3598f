package dev.nodens.operator.render;

import dev.nodens.operator.Names;
import dev.nodens.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The DaemonSet: one DNS server per node.
///
/// A new pod must be ready before the old one of its node leaves, and the pod needs nothing from
/// cluster DNS to start.
final class ServerDaemonSet {
  /// User and group `nonroot` of the usual minimal images.
  private static final long NON_ROOT = 65532L;

  private ServerDaemonSet() {}

  static DaemonSet render(Plan plan) {
    Map<String, String> labels = Names.labels(plan.owner());
    labels.put(Names.K8S_APP, Names.KUBE_DNS);
    return new DaemonSetBuilder()
        .withNewMetadata()
        .withName(Names.workload(plan.owner()))
        .withNamespace(plan.namespace())
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withNewSelector()
        .withMatchLabels(Names.podSelector(plan.owner()))
        .endSelector()
        .withMinReadySeconds(Handover.MIN_READY)
        .withRevisionHistoryLimit(plan.workload().revisionHistoryLimit())
        .withNewUpdateStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(plan.workload().maxSurge())
        .withMaxUnavailable(new IntOrString(0))
        .endRollingUpdate()
        .endUpdateStrategy()
        .withTemplate(template(plan))
        .endSpec()
        .build();
  }

  static PodTemplateSpec template(Plan plan) {
    Plan.Workload workload = plan.workload();
    Map<String, String> labels = Names.labels(plan.owner());
    if (plan.membership().inService()) {
      labels.put(Names.K8S_APP, Names.KUBE_DNS);
    }
    labels.put(Names.REVISION, plan.revision().id());
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withServiceAccountName(Names.workload(plan.owner()))
        .withAutomountServiceAccountToken(true)
        .withEnableServiceLinks(false)
        .withPriorityClassName(workload.priorityClassName())
        .withDnsPolicy("Default")
        .withNodeSelector(workload.nodeSelector())
        .withTolerations(workload.tolerations())
        .withTerminationGracePeriodSeconds((long) workload.gracePeriodSeconds())
        .withImagePullSecrets(
            workload.pullSecrets().stream().map(LocalObjectReference::new).toList())
        .withSecurityContext(podSecurity())
        .withContainers(container(workload))
        .withVolumes(configuration(plan), scratch())
        .endSpec()
        .build();
  }

  /// Binding port 53 without root needs the sysctl; the capability alone has no effect on a process
  /// that is not root.
  private static PodSecurityContext podSecurity() {
    return new PodSecurityContextBuilder()
        .withRunAsNonRoot(true)
        .withRunAsUser(NON_ROOT)
        .withRunAsGroup(NON_ROOT)
        .withNewSeccompProfile(null, "RuntimeDefault")
        .addNewSysctl("net.ipv4.ip_unprivileged_port_start", "0")
        .build();
  }

  private static SecurityContext containerSecurity() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withAdd("NET_BIND_SERVICE")
        .withDrop("ALL")
        .endCapabilities()
        .build();
  }

  private static Container container(Plan.Workload workload) {
    return new ContainerBuilder()
        .withName("dns-server")
        .withImage(workload.image())
        .withImagePullPolicy(workload.pullPolicy().text())
        .withArgs("-conf", Names.CONFIG_DIRECTORY + "/" + Names.COREFILE)
        .withPorts(
            port("dns", "UDP", Ports.DNS),
            port("dns-tcp", "TCP", Ports.DNS),
            port("metrics", "TCP", Ports.METRICS))
        .withEnv(environment(workload))
        .withResources(
            new ResourceRequirementsBuilder()
                .withRequests(workload.resources().requests())
                .withLimits(workload.resources().limits())
                .build())
        .withLivenessProbe(probe("/health", Ports.HEALTH, 10, 10, 5))
        .withReadinessProbe(
            probe("/ready", Ports.READY, 0, Handover.READINESS_PERIOD, Handover.READINESS_FAILURES))
        .withSecurityContext(containerSecurity())
        .addNewVolumeMount()
        .withName("config")
        .withMountPath(Names.CONFIG_DIRECTORY)
        .withReadOnly(true)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("tmp")
        .withMountPath(Names.SCRATCH_DIRECTORY)
        .endVolumeMount()
        .build();
  }

  private static List<EnvVar> environment(Plan.Workload workload) {
    Map<String, String> variables = new TreeMap<>(workload.settings());
    variables.put("NODENS_DRAIN", Handover.drain(workload.gracePeriodSeconds()));
    variables.put("NODENS_SNAPSHOT_DIR", Names.SCRATCH_DIRECTORY);
    return variables.entrySet().stream()
        .map(variable -> new EnvVar(variable.getKey(), variable.getValue(), null))
        .toList();
  }

  private static ContainerPort port(String name, String protocol, int number) {
    return new ContainerPort(number, null, null, name, protocol);
  }

  private static Probe probe(String path, int port, int delay, int period, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString(port))
        .withScheme("HTTP")
        .endHttpGet()
        .withInitialDelaySeconds(delay == 0 ? null : delay)
        .withPeriodSeconds(period)
        .withTimeoutSeconds(2)
        .withSuccessThreshold(1)
        .withFailureThreshold(failures)
        .build();
  }

  /// One directory from two ConfigMaps. The node hosts are optional: a pod must start without them.
  private static Volume configuration(Plan plan) {
    List<KeyToPath> files = new ArrayList<>();
    files.add(new KeyToPath(Names.COREFILE, null, Names.COREFILE));
    for (String name : plan.revision().text().files().keySet()) {
      files.add(new KeyToPath(Names.CUSTOM_KEY + name, null, "custom/" + name));
    }
    return new VolumeBuilder()
        .withName("config")
        .withNewProjected()
        .addNewSource()
        .withNewConfigMap()
        .withName(plan.revision().name())
        .withItems(files)
        .endConfigMap()
        .endSource()
        .addNewSource()
        .withNewConfigMap()
        .withName(Names.nodeHosts(plan.owner()))
        .withOptional(true)
        .addNewItem(Names.NODE_HOSTS, null, Names.NODE_HOSTS)
        .endConfigMap()
        .endSource()
        .endProjected()
        .build();
  }

  /// The server unpacks its native transport there, and keeps what it knows of the cluster for a
  /// restart of the container while the API server is away; the root file system is read-only.
  private static Volume scratch() {
    return new VolumeBuilder()
        .withName("tmp")
        .withEmptyDir(new EmptyDirVolumeSource(null, new Quantity("128Mi")))
        .build();
  }
}
