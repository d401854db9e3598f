package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNS;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// One kind in several namespaces, with an informer and a store for each.
///
/// One event source for all namespaces would give its only store to the informers of all of them,
/// and each of these removes from it whatever its own list does not name.
final class SlimInformers<R extends HasMetadata> {
  private final Map<String, InformerEventSource<R, ClusterDNS>> byNamespace = new TreeMap<>();

  /// @param name of the event sources, before the namespace
  /// @param slim keeps what the operator reads of an object
  /// @param setup labels, filters and the way to the owners
  SlimInformers(
      EventSourceContext<ClusterDNS> context,
      Class<R> type,
      String name,
      Set<String> namespaces,
      UnaryOperator<R> slim,
      UnaryOperator<InformerEventSourceConfiguration.Builder<R>> setup) {
    for (String namespace : namespaces) {
      var builder =
          InformerEventSourceConfiguration.from(type, ClusterDNS.class)
              .withName(name + "." + namespace)
              .withNamespaces(Set.of(namespace))
              .withItemStore(new SlimStore<>(slim));
      byNamespace.put(namespace, new InformerEventSource<>(setup.apply(builder).build(), context));
    }
  }

  Collection<? extends EventSource<?, ClusterDNS>> sources() {
    return List.copyOf(byNamespace.values());
  }

  /// What is known of a namespace; nothing of one that is not watched.
  Stream<R> list(String namespace) {
    InformerEventSource<R, ClusterDNS> source = byNamespace.get(namespace);
    return source == null ? Stream.empty() : source.list(namespace, object -> true);
  }
}
