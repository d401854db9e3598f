package dev.nodens.e2e.differential.world;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodIPBuilder;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Makes a whole world from one source of randomness: six Namespaces with ten or more Services
/// each.
public final class WorldMaker {
  private static final int NAMESPACES = 6;
  private static final int PODS = 4;

  private final RandomGenerator random;
  private final Addresses addresses = new Addresses();
  private final ServiceMaker services;
  private final SliceMaker slices;

  /// A maker; the same for the same state of `random`.
  public WorldMaker(RandomGenerator random) {
    this.random = random;
    this.services = new ServiceMaker(random, addresses);
    this.slices = new SliceMaker(random, addresses);
  }

  ServiceMaker services() {
    return services;
  }

  SliceMaker slices() {
    return slices;
  }

  /// A new world.
  public World make() {
    var world = new World();
    for (int n = 0; n < NAMESPACES; n++) {
      world.put(namespace("ns-" + n));
    }
    for (int n = 0; n < NAMESPACES; n++) {
      fill(world, "ns-" + n);
    }
    return world;
  }

  Namespace namespace(String name) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(Map.of("tier", random.nextBoolean() ? "front" : "back"))
        .endMetadata()
        .build();
  }

  private void fill(World world, String namespace) {
    int number = 0;
    for (ServiceMaker.Kind kind : ServiceMaker.Kind.values()) {
      addService(world, namespace, "svc-" + number++, kind);
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      ServiceMaker.Kind[] kinds = ServiceMaker.Kind.values();
      addService(world, namespace, "svc-" + number++, kinds[random.nextInt(kinds.length)]);
    }
    for (int i = 0; i < PODS; i++) {
      world.put(pod(namespace, "pod-" + i));
    }
  }

  /// Adds a Service of `kind` with slices for its families.
  void addService(World world, String namespace, String name, ServiceMaker.Kind kind) {
    Service service = services.service(namespace, name, kind);
    world.put(service);
    List<String> families = service.getSpec().getIpFamilies();
    for (String family : families == null ? List.<String>of() : families) {
      for (int i = random.nextInt(3); i > 0; i--) {
        boolean ports = kind != ServiceMaker.Kind.HEADLESS_WITHOUT_PORTS;
        world.put(slices.slice(service, family.equals("IPv6"), ports));
      }
    }
  }

  Pod pod(String namespace, String name) {
    var ips = new ArrayList<PodIP>();
    ips.add(new PodIPBuilder().withIp(addresses.pod(false)).build());
    if (random.nextBoolean()) {
      ips.add(new PodIPBuilder().withIp(addresses.pod(true)).build());
    }
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withAutomountServiceAccountToken(false)
        .withTerminationGracePeriodSeconds(0L)
        .withContainers(new ContainerBuilder().withName("main").withImage("none").build())
        .endSpec()
        .withNewStatus()
        .withPhase(random.nextInt(5) == 0 ? "Succeeded" : "Running")
        .withPodIP(ips.getFirst().getIp())
        .withPodIPs(ips)
        .endStatus()
        .build();
  }
}
