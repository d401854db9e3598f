package dev.nodens.operator.reconcile;

import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.crd.CorefileFrom;
import dev.nodens.operator.Names;
import dev.nodens.operator.plan.ConfigText;
import dev.nodens.operator.plan.SourceFacts;
import dev.nodens.operator.reconcile.ForeignWatches.Place;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the ConfigMaps that `spec.corefileFrom` names: from the informers of the managed
/// namespaces, or from one of its own for each elsewhere.
final class SourceReader {
  private final KubernetesClient client;
  private final Watches watches;
  private final ForeignWatches<ConfigMap> elsewhere;
  private final Set<String> managed;

  SourceReader(
      KubernetesClient client,
      Watches watches,
      ForeignWatches<ConfigMap> elsewhere,
      Set<String> managed) {
    this.client = client;
    this.watches = watches;
    this.elsewhere = elsewhere;
    this.managed = Set.copyOf(managed);
  }

  /// The places of the ConfigMaps that a declaration refers to.
  static Set<Place> places(ClusterDNSSpec spec) {
    Set<Place> places = new HashSet<>();
    CorefileFrom from = spec.corefileFrom();
    if (from != null) {
      places.add(place(spec, from.configMap()));
      custom(spec, from).ifPresent(places::add);
    }
    return places;
  }

  private static Place place(ClusterDNSSpec spec, CorefileFrom.Source source) {
    return new Place(
        Objects.requireNonNullElse(source.namespace(), spec.namespace()), source.name());
  }

  private static Optional<Place> custom(ClusterDNSSpec spec, CorefileFrom from) {
    return Optional.ofNullable(from.customConfigMap())
        .map(custom ->
            new Place(
                Objects.requireNonNullElse(custom.namespace(), spec.namespace()), custom.name()));
  }

  /// From now on changes of what a declaration refers to have its ClusterDNS reconciled.
  void follow(String owner, ClusterDNSSpec spec) {
    elsewhere.follow(
        owner,
        places(spec).stream()
            .filter(place -> !managed.contains(place.namespace()))
            .collect(Collectors.toSet()));
  }

  /// The ClusterDNS is gone.
  void forget(String owner) {
    elsewhere.follow(owner, Set.of());
  }

  /// What a declaration refers to; null when it refers to nothing.
  ///
  /// @throws KubernetesClientException when the API server cannot say
  @Nullable SourceFacts read(String owner, ClusterDNSSpec spec) {
    CorefileFrom from = spec.corefileFrom();
    if (from == null) {
      return null;
    }
    Place place = place(spec, from.configMap());
    String key = from.configMap().key();
    try {
      Optional<ConfigMap> source = find(place);
      Optional<ConfigMap> custom = custom(spec, from).flatMap(this::find);
      Map<String, String> data = source.map(SourceReader::data).orElse(Map.of());
      String corefile = data.get(key);
      if (corefile == null) {
        String missing =
            source.isEmpty()
                ? "does not exist; create it, or declare another source"
                : "has no key %s, only %s".formatted(key, data.keySet());
        return missing(owner, spec, place, missing);
      }
      ConfigText text = ConfigText.of(corefile, custom.map(SourceReader::data).orElse(Map.of()));
      String nodeHosts = data.get(Objects.requireNonNullElse(from.configMap().nodeHostsKey(), ""));
      Optional<Writer> writer = Writer.newest(source, key, custom, text.files().keySet());
      return new SourceFacts(
          object(place),
          key,
          text,
          null,
          kept(owner, spec, text),
          nodeHosts == null ? served(owner, spec) : nodeHosts,
          writer.map(Writer::name).orElse(null),
          writer.map(Writer::time).orElse(null));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      return missing(
          owner,
          spec,
          place,
          "cannot be read; give the operator get, list and watch on the ConfigMaps of spec.corefileFrom (docs/sources.md): "
              + e.getMessage());
    }
  }

  private SourceFacts missing(String owner, ClusterDNSSpec spec, Place place, String why) {
    return new SourceFacts(
        object(place),
        Objects.requireNonNull(spec.corefileFrom()).configMap().key(),
        null,
        why,
        null,
        served(owner, spec),
        null,
        null);
  }

  private Optional<ConfigMap> find(Place place) {
    if (managed.contains(place.namespace())) {
      return watches
          .cached(Workshop.configMap(place.namespace(), place.name()))
          .map(ConfigMap.class::cast);
    }
    return elsewhere
        .at(place)
        .map(maps -> maps.stream().findFirst())
        .orElseGet(() ->
            Optional.ofNullable(
                client.configMaps().inNamespace(place.namespace()).withName(place.name()).get()));
  }

  /// The expected text, when the source has another one and a revision has it.
  private @Nullable ConfigText kept(String owner, ClusterDNSSpec spec, ConfigText text) {
    String expected = Objects.requireNonNull(spec.corefileFrom()).expectedHash();
    if (expected == null || expected.equals(text.hash())) {
      return null;
    }
    return watches.revisions(owner, spec.namespace()).stream()
        .map(StoredRevision::text)
        .flatMap(Optional::stream)
        .filter(stored -> stored.hash().equals(expected))
        .findFirst()
        .orElse(null);
  }

  /// The node names that are served so far: a source that loses them must not take them from the
  /// nodes.
  private @Nullable String served(String owner, ClusterDNSSpec spec) {
    return watches
        .cached(Workshop.configMap(spec.namespace(), Names.nodeHosts(owner)))
        .map(ConfigMap.class::cast)
        .map(map -> data(map).get(Names.NODE_HOSTS))
        .orElse(null);
  }

  private static String object(Place place) {
    return "ConfigMap " + place.namespace() + "/" + place.name();
  }

  private static Map<String, String> data(ConfigMap map) {
    return Objects.requireNonNullElse(map.getData(), Map.of());
  }

  /// Who wrote a key last, from `metadata.managedFields`.
  private record Writer(String name, String time) {
    static Optional<Writer> newest(
        Optional<ConfigMap> source, String key, Optional<ConfigMap> custom, Set<String> files) {
      return Stream.concat(
              source.stream().flatMap(map -> all(map, Set.of(key))),
              custom.stream().flatMap(map -> all(map, files)))
          .max(java.util.Comparator.comparing(Writer::time));
    }

    private static Stream<Writer> all(ConfigMap map, Set<String> keys) {
      return Objects.requireNonNullElse(
              map.getMetadata().getManagedFields(),
              java.util.List.<io.fabric8.kubernetes.api.model.ManagedFieldsEntry>of())
          .stream()
          .filter(entry -> entry.getFieldsV1() != null && entry.getTime() != null)
          .filter(entry -> owns(entry.getFieldsV1().getAdditionalProperties().get("f:data"), keys))
          .map(entry ->
              new Writer(entry.getManager() + " (" + entry.getOperation() + ")", entry.getTime()));
    }

    private static boolean owns(@Nullable Object data, Set<String> keys) {
      return data instanceof Map<?, ?> fields
          && keys.stream().anyMatch(key -> fields.containsKey("f:" + key));
    }
  }
}
