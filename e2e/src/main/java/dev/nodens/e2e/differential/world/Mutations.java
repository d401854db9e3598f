package dev.nodens.e2e.differential.world;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Changes a world as a living cluster changes: Services and slices come and go, endpoints become
/// ready and stop being it, Pods start and end.
public final class Mutations {
  private final World world;
  private final WorldMaker maker;
  private final RandomGenerator random;
  private int made;

  /// What happens to an object.
  public enum Verb {
    CREATE,
    REPLACE,
    DELETE
  }

  /// One change of an object.
  public record Change(HasMetadata object, Verb verb) {}

  /// Changes of `world`, in the manner of `maker`.
  public Mutations(World world, WorldMaker maker, RandomGenerator random) {
    this.world = world;
    this.maker = maker;
    this.random = random;
  }

  /// Makes the next change in the world and says what it was, in the order to apply it.
  public List<Change> next() {
    return switch (random.nextInt(10)) {
      case 0 -> newService();
      case 1 -> removeSlice();
      case 2 -> removeService();
      case 3 -> newPorts();
      case 4 -> becomesExternal();
      case 5 -> podComesOrGoes();
      case 6 -> namespaceComes();
      default -> endpointsChange();
    };
  }

  private List<Change> put(HasMetadata object) {
    boolean there = world.put(object);
    return List.of(new Change(object, there ? Verb.REPLACE : Verb.CREATE));
  }

  private List<Change> remove(HasMetadata object) {
    world.remove(object);
    return List.of(new Change(object, Verb.DELETE));
  }

  private List<Change> newService() {
    var before = world.objects();
    String namespace = one(world.namespaces()).getMetadata().getName();
    ServiceMaker.Kind[] kinds = ServiceMaker.Kind.values();
    maker.addService(world, namespace, "new-" + made++, kinds[random.nextInt(kinds.length)]);
    return world.objects().stream()
        .filter(object -> !before.contains(object))
        .map(object -> new Change(object, Verb.CREATE))
        .toList();
  }

  private List<Change> removeSlice() {
    return remove(one(world.slices()));
  }

  private List<Change> removeService() {
    Service service = one(world.services());
    var changes = new ArrayList<>(remove(service));
    world.slicesOf(service).forEach(slice -> changes.addAll(remove(slice)));
    return changes;
  }

  private List<Change> newPorts() {
    Service service = one(world.services());
    if (service.getSpec().getType().equals("ExternalName")) {
      return List.of();
    }
    return put(
        new ServiceBuilder(service)
            .editSpec()
            .withPorts(maker.services().ports(1))
            .endSpec()
            .build());
  }

  private List<Change> becomesExternal() {
    Service service = one(world.services());
    return put(
        new ServiceBuilder(service)
            .withSpec(maker.services().spec(ServiceMaker.Kind.EXTERNAL))
            .build());
  }

  private List<Change> podComesOrGoes() {
    List<Pod> pods = world.pods();
    if (random.nextBoolean()) {
      return remove(one(pods));
    }
    return put(maker.pod(one(world.namespaces()).getMetadata().getName(), "new-pod-" + made++));
  }

  private List<Change> namespaceComes() {
    if (random.nextBoolean()) {
      return put(maker.namespace("ns-new-" + made++));
    }
    return put(
        new NamespaceBuilder(one(world.namespaces()))
            .editMetadata()
            .addToLabels("tier", random.nextBoolean() ? "front" : "back")
            .endMetadata()
            .build());
  }

  private List<Change> endpointsChange() {
    EndpointSlice slice = one(world.slices());
    boolean v6 = slice.getAddressType().equals("IPv6");
    var endpoints = new ArrayList<Endpoint>();
    for (Endpoint endpoint : slice.getEndpoints()) {
      endpoints.add(
          random.nextBoolean()
              ? endpoint
              : new EndpointBuilder(endpoint).withConditions(maker.slices().conditions()).build());
    }
    if (random.nextBoolean()) {
      endpoints.add(maker.slices().endpoint(slice.getMetadata().getNamespace(), v6));
    } else if (!endpoints.isEmpty()) {
      endpoints.removeFirst();
    }
    return put(new EndpointSliceBuilder(slice).withEndpoints(endpoints).build());
  }

  private <T> T one(List<T> things) {
    return things.get(random.nextInt(things.size()));
  }
}
