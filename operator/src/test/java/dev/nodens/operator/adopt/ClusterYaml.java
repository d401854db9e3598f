package dev.nodens.operator.adopt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.nodens.crd.ClusterDNS;
import dev.nodens.crd.ClusterDNSSpec;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads the objects of a cluster from YAML.
final class ClusterYaml {
  private static final ObjectMapper YAML = new YAMLMapper();

  private ClusterYaml() {}

  static Neighbourhood neighbourhood(Path file) {
    List<HasMetadata> all = read(file);
    return new Neighbourhood(
        of(Service.class, all).stream().findFirst(),
        of(Deployment.class, all),
        of(DaemonSet.class, all),
        of(Pod.class, all),
        name ->
            of(ConfigMap.class, all).stream()
                .filter(map -> map.getMetadata().getName().equals(name))
                .findFirst());
  }

  static ClusterDNSSpec spec(Path file) throws IOException {
    return YAML.readValue(file.toFile(), ClusterDNS.class).getSpec();
  }

  static ClusterDNSSpec spec(String yaml) {
    try {
      return YAML.readValue(yaml, ClusterDNS.class).getSpec();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> List<T> of(Class<T> type, List<HasMetadata> all) {
    return all.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static List<HasMetadata> read(Path file) {
    List<HasMetadata> objects = new ArrayList<>();
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        objects.add(YAML.convertValue(document, type(document.path("kind").asText())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return objects;
  }

  private static Class<? extends HasMetadata> type(String kind) {
    return switch (kind) {
      case "Service" -> Service.class;
      case "Deployment" -> Deployment.class;
      case "DaemonSet" -> DaemonSet.class;
      case "Pod" -> Pod.class;
      case "ConfigMap" -> ConfigMap.class;
      default -> throw new IllegalArgumentException(kind);
    };
  }
}
