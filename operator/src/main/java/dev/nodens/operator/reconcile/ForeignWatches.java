package dev.nodens.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// Informers on what other people keep outside the managed namespaces. One starts when a ClusterDNS
/// first names a place and stops when none names it any more; it tries again for ever, because the
/// right to watch may be given later. They end with the client. Any thread.
final class ForeignWatches<R extends HasMetadata> {
  private final Function<Place, Informable<R>> objects;
  private final Consumer<String> wake;
  private final Map<Place, Followed<R>> followed = new LinkedHashMap<>();

  /// @param objects the objects of a place in the API
  /// @param wake is told the names of the ClusterDNS objects that a change concerns
  ForeignWatches(Function<Place, Informable<R>> objects, Consumer<String> wake) {
    this.objects = objects;
    this.wake = wake;
  }

  /// What is watched.
  ///
  /// @param namespace a namespace
  /// @param name an object in it; empty for all of its kind
  record Place(String namespace, String name) {}

  private record Followed<R>(SharedIndexInformer<R> informer, Set<String> owners) {}

  /// From now on an owner follows these places and no others.
  synchronized void follow(String owner, Set<Place> places) {
    for (Place place : places) {
      followed.computeIfAbsent(place, this::start).owners().add(owner);
    }
    followed
        .entrySet()
        .removeIf(entry -> !places.contains(entry.getKey()) && left(entry.getValue(), owner));
  }

  private static boolean left(Followed<?> place, String owner) {
    place.owners().remove(owner);
    if (!place.owners().isEmpty()) {
      return false;
    }
    place.informer().stop();
    return true;
  }

  /// What a place holds; empty as long as its informer does not know.
  synchronized Optional<List<R>> at(Place place) {
    return Optional.ofNullable(followed.get(place))
        .map(Followed::informer)
        .filter(SharedIndexInformer::hasSynced)
        .map(informer -> informer.getStore().list());
  }

  private Followed<R> start(Place place) {
    SharedIndexInformer<R> informer = objects.apply(place).runnableInformer(0);
    informer.exceptionHandler((started, problem) -> true);
    informer.addEventHandler(new Waker(place));
    var _ = informer.start();
    return new Followed<>(informer, new HashSet<>());
  }

  private synchronized Set<String> owners(Place place) {
    Followed<R> known = followed.get(place);
    return known == null ? Set.of() : Set.copyOf(known.owners());
  }

  private final class Waker implements ResourceEventHandler<R> {
    private final Place place;

    Waker(Place place) {
      this.place = place;
    }

    @Override
    public void onAdd(R object) {
      owners(place).forEach(wake);
    }

    @Override
    public void onUpdate(R before, R now) {
      owners(place).forEach(wake);
    }

    @Override
    public void onDelete(R object, boolean finalStateUnknown) {
      owners(place).forEach(wake);
    }
  }
}
