package dev.nodens.e2e.differential.world;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The objects of a cluster as they shall be, in the order in which they were made.
public final class World {
  /// The label by which a slice names its Service.
  public static final String SERVICE_LABEL = "kubernetes.io/service-name";

  private final Map<String, HasMetadata> objects = new LinkedHashMap<>();

  /// Adds or replaces an object; says whether it was there.
  public boolean put(HasMetadata object) {
    return objects.put(key(object), object) != null;
  }

  /// Takes an object away.
  public void remove(HasMetadata object) {
    objects.remove(key(object));
  }

  private static String key(HasMetadata object) {
    return object.getKind()
        + "/"
        + object.getMetadata().getNamespace()
        + "/"
        + object.getMetadata().getName();
  }

  /// All objects, those first that others need.
  public List<HasMetadata> objects() {
    return List.copyOf(objects.values());
  }

  public List<Namespace> namespaces() {
    return all(Namespace.class).toList();
  }

  public List<Service> services() {
    return all(Service.class).toList();
  }

  public List<EndpointSlice> slices() {
    return all(EndpointSlice.class).toList();
  }

  public List<Pod> pods() {
    return all(Pod.class).toList();
  }

  private <T> Stream<T> all(Class<T> type) {
    return objects.values().stream().filter(type::isInstance).map(type::cast);
  }

  /// The slices of `service`.
  public List<EndpointSlice> slicesOf(Service service) {
    return slices().stream().filter(slice -> belongs(slice, service)).toList();
  }

  private static boolean belongs(EndpointSlice slice, Service service) {
    return slice.getMetadata().getNamespace().equals(service.getMetadata().getNamespace())
        && service
            .getMetadata()
            .getName()
            .equals(slice.getMetadata().getLabels().get(SERVICE_LABEL));
  }
}
