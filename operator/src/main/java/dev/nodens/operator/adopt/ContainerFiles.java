package dev.nodens.operator.adopt;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapProjection;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The files that a container finds, as far as ConfigMaps tell.
///
/// @param texts content by absolute path
/// @param sources `ConfigMap NAMESPACE/NAME` by absolute path
/// @param opaque directories and files whose content cannot be seen from here, such as Secrets and
///   host paths
record ContainerFiles(
    TreeMap<String, String> texts, TreeMap<String, String> sources, TreeSet<String> opaque) {

  /// The files of a container of a pod.
  static ContainerFiles of(PodSpec pod, Container container, Neighbourhood.Lookup configMaps) {
    var files = new ContainerFiles(new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
    for (VolumeMount mount : orEmpty(container.getVolumeMounts())) {
      Volume volume =
          orEmpty(pod.getVolumes()).stream()
              .filter(candidate -> candidate.getName().equals(mount.getName()))
              .findFirst()
              .orElse(null);
      if (volume != null) {
        files.mount(mount, volume, configMaps);
      }
    }
    return files;
  }

  private void mount(VolumeMount mount, Volume volume, Neighbourhood.Lookup configMaps) {
    ConfigMapVolumeSource map = volume.getConfigMap();
    if (map != null) {
      put(mount, configMaps.named(map.getName()), map.getItems());
    } else if (volume.getProjected() != null) {
      for (VolumeProjection source : orEmpty(volume.getProjected().getSources())) {
        ConfigMapProjection projected = source.getConfigMap();
        if (projected != null) {
          put(mount, configMaps.named(projected.getName()), projected.getItems());
        } else {
          opaque.add(mount.getMountPath());
        }
      }
    } else if (volume.getEmptyDir() == null) {
      opaque.add(mount.getMountPath());
    }
  }

  /// Without items every key is a file.
  private void put(VolumeMount mount, Optional<ConfigMap> map, @Nullable List<KeyToPath> chosen) {
    if (map.isEmpty()) {
      return;
    }
    Map<String, String> data = Objects.requireNonNullElse(map.get().getData(), Map.of());
    Map<String, String> paths = new TreeMap<>();
    if (orEmpty(chosen).isEmpty()) {
      data.keySet().forEach(key -> paths.put(key, key));
    } else {
      orEmpty(chosen).forEach(item -> paths.put(item.getKey(), item.getPath()));
    }
    String name =
        "ConfigMap "
            + map.get().getMetadata().getNamespace()
            + "/"
            + map.get().getMetadata().getName();
    paths.forEach((key, path) -> {
      String text = data.get(key);
      Optional<String> place = place(mount, path);
      if (text != null && place.isPresent()) {
        texts.put(place.get(), text);
        sources.put(place.get(), name);
      }
    });
  }

  /// Where a file of a volume stands; empty if the mount takes another part of the volume.
  private static Optional<String> place(VolumeMount mount, String path) {
    String part = Objects.requireNonNullElse(mount.getSubPath(), "");
    if (part.isEmpty()) {
      return Optional.of(mount.getMountPath().replaceAll("/+$", "") + "/" + path);
    }
    return part.equals(path) ? Optional.of(mount.getMountPath()) : Optional.empty();
  }

  /// Whether something can be at a path.
  boolean mayHold(String path) {
    return texts.containsKey(path)
        || opaque.stream()
            .map(place -> place.replaceAll("/+$", ""))
            .anyMatch(place -> path.equals(place) || path.startsWith(place + "/"));
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return Objects.requireNonNullElse(list, List.of());
  }
}
