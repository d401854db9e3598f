package dev.nodens.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An informer's store that keeps only what the operator reads: there may be 5,000 nodes, and a
/// Node object is large.
final class SlimStore<R extends HasMetadata> implements ItemStore<R> {
  private final Map<String, R> items = new ConcurrentHashMap<>();
  private final UnaryOperator<R> slim;

  SlimStore(UnaryOperator<R> slim) {
    this.slim = slim;
  }

  @Override
  public String getKey(R item) {
    String namespace = item.getMetadata().getNamespace();
    String name = item.getMetadata().getName();
    return namespace == null ? name : namespace + "/" + name;
  }

  @Override
  public @Nullable R put(String key, R item) {
    return items.put(key, slim.apply(item));
  }

  @Override
  public @Nullable R remove(String key) {
    return items.remove(key);
  }

  @Override
  public Stream<String> keySet() {
    return items.keySet().stream();
  }

  @Override
  public Stream<R> values() {
    return items.values().stream();
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public @Nullable R get(String key) {
    return items.get(key);
  }

  @Override
  public boolean isFullState() {
    return false;
  }
}
