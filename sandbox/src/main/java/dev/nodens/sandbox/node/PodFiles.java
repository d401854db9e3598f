package dev.nodens.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.api.Resources;
import dev.nodens.sandbox.api.Target;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.store.Stored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The file tree of a pod, below a directory of this machine: what its volumes hold at their mount
/// paths, and the service account's credentials. Files are replaced whole, as kubelet does.
final class PodFiles {
  static final String ACCOUNT = "var/run/secrets/kubernetes.io/serviceaccount";

  private final Resources resources;
  private final ObjectNode pod;
  private final Path root;
  private final Map<String, byte[]> fixed;

  /// @param root the directory that stands for `/`
  /// @param fixed further files by path below the root
  PodFiles(Resources resources, ObjectNode pod, Path root, Map<String, byte[]> fixed) {
    this.resources = resources;
    this.pod = pod;
    this.root = root;
    this.fixed = Map.copyOf(fixed);
  }

  /// Writes what changed.
  ///
  /// @return why the pod cannot start yet, such as a missing ConfigMap; empty when all is there
  /// @throws IOException when this machine's disk does not take them
  Optional<String> write() throws IOException {
    Map<String, byte[]> files = new TreeMap<>(fixed);
    Optional<String> missing = collect(resources, pod, files);
    if (missing.isEmpty()) {
      for (JsonNode container : Json.at(pod, "spec", "containers")) {
        for (JsonNode mount : Json.at(container, "volumeMounts")) {
          Files.createDirectories(root.resolve(Json.text(mount, "mountPath").substring(1)));
        }
      }
      for (var file : files.entrySet()) {
        replace(root.resolve(file.getKey()), file.getValue());
      }
    }
    return missing;
  }

  /// Reads the files of a pod's volumes, by path without the leading slash.
  ///
  /// @return why the pod cannot start yet; empty when all is there
  static Optional<String> collect(Resources resources, ObjectNode pod, Map<String, byte[]> files) {
    for (JsonNode container : Json.at(pod, "spec", "containers")) {
      for (JsonNode mount : Json.at(container, "volumeMounts")) {
        Optional<String> missing = mount(resources, pod, mount, files);
        if (missing.isPresent()) {
          return missing;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> mount(
      Resources resources, ObjectNode pod, JsonNode mount, Map<String, byte[]> files) {
    String at = Json.text(mount, "mountPath").substring(1);
    String subPath = Json.text(mount, "subPath");
    JsonNode volume = volume(pod, Json.text(mount, "name"));
    Map<String, byte[]> content = new TreeMap<>();
    Optional<String> missing = Optional.empty();
    if (volume.has("configMap")) {
      missing = add(resources, pod, volume.get("configMap"), "configmaps", "name", content);
    } else if (volume.has("secret")) {
      missing = add(resources, pod, volume.get("secret"), "secrets", "secretName", content);
    } else if (volume.has("projected")) {
      for (JsonNode source : Json.at(volume, "projected", "sources")) {
        if (missing.isEmpty() && source.has("configMap")) {
          missing = add(resources, pod, source.get("configMap"), "configmaps", "name", content);
        } else if (missing.isEmpty() && source.has("secret")) {
          missing = add(resources, pod, source.get("secret"), "secrets", "name", content);
        }
      }
    }
    content.forEach((name, bytes) -> {
      if (subPath.isEmpty()) {
        files.put(at + "/" + name, bytes);
      } else if (subPath.equals(name)) {
        files.put(at, bytes);
      }
    });
    return missing;
  }

  private static JsonNode volume(ObjectNode pod, String name) {
    for (JsonNode volume : Json.at(pod, "spec", "volumes")) {
      if (Json.text(volume, "name").equals(name)) {
        return volume;
      }
    }
    return Json.object();
  }

  private static Optional<String> add(
      Resources resources,
      ObjectNode pod,
      JsonNode source,
      String plural,
      String nameField,
      Map<String, byte[]> content) {
    String name = Json.text(source, nameField);
    String namespace = Json.text(pod, "metadata", "namespace");
    var type = resources.kinds().require("", plural);
    Optional<Stored> stored = resources.find(Target.of(type, namespace, name));
    boolean optional = Json.at(source, "optional").asBoolean();
    if (stored.isEmpty()) {
      return optional
          ? Optional.empty()
          : Optional.of(plural.substring(0, plural.length() - 1) + " \"" + name + "\" not found");
    }
    Map<String, byte[]> data = data(stored.get().tree(), plural.equals("secrets"));
    JsonNode items = Json.at(source, "items");
    if (items.isEmpty()) {
      content.putAll(data);
    }
    for (JsonNode item : items) {
      byte[] bytes = data.get(Json.text(item, "key"));
      if (bytes != null) {
        content.put(Json.text(item, "path"), bytes);
      } else if (!optional) {
        return Optional.of(
            "references non-existent config key: " + Json.text(item, "key") + " of " + name);
      }
    }
    return Optional.empty();
  }

  private static Map<String, byte[]> data(ObjectNode object, boolean encoded) {
    var data = new TreeMap<String, byte[]>();
    Json.strings(Json.at(object, "data"))
        .forEach((key, value) ->
            data.put(
                key,
                encoded
                    ? Base64.getDecoder().decode(value)
                    : value.getBytes(StandardCharsets.UTF_8)));
    Json.strings(Json.at(object, "binaryData"))
        .forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
    return data;
  }

  private static void replace(Path file, byte[] bytes) throws IOException {
    if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
      return;
    }
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Path next = file.resolveSibling("." + file.getFileName() + ".next");
    Files.write(next, bytes);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
