package dev.nodens.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.Environment;
import dev.nodens.corefile.MemoryFiles;
import dev.nodens.corefile.Parser;
import dev.nodens.sandbox.api.Resources;
import dev.nodens.sandbox.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Pods that do nothing but wait for their ConfigMaps and become ready. An image with the tag
/// `missing` cannot be pulled.
public final class PretendPods implements PodRuntime {
  private static final String MISSING_TAG = ":missing";

  private final Resources resources;
  private final Duration startUp;
  private final BiConsumer<String, Optional<byte[]>> served;

  /// @param startUp how long a pod takes to become ready
  /// @param served is told the address of a pod and the configuration it is started with, and that
  ///   it has none any more when it ends
  public PretendPods(
      Resources resources, Duration startUp, BiConsumer<String, Optional<byte[]>> served) {
    this.resources = resources;
    this.startUp = startUp;
    this.served = served;
  }

  @Override
  public Running start(ObjectNode pod, String address) {
    return new Pretender(pod, address);
  }

  /// The bytes whose hash a server would answer: the Corefile and then each file that it imports.
  private static byte[] configuration(String path, Map<String, byte[]> files) {
    var texts = new HashMap<String, String>();
    files.forEach((name, bytes) -> texts.put(name, new String(bytes, StandardCharsets.UTF_8)));
    var parser = new Parser(new MemoryFiles(texts), Environment.empty(), new LinkedHashSet<>());
    var all = new ByteArrayOutputStream();
    try {
      parser.parse("/" + path).sources().forEach(source -> all.writeBytes(source.bytes()));
    } catch (CorefileException e) {
      return Objects.requireNonNull(files.get(path));
    }
    return all.toByteArray();
  }

  private final class Pretender implements Running {
    private final ObjectNode pod;
    private final String address;
    private @Nullable Instant ready;
    private boolean stopped;

    Pretender(ObjectNode pod, String address) {
      this.pod = pod;
      this.address = address;
    }

    @Override
    public State state() {
      if (stopped) {
        return State.STOPPED;
      }
      if (isMissing()) {
        return new State(Phase.WAITING, "ImagePullBackOff", "nobody has this image", 0);
      }
      if (ready == null) {
        var files = new HashMap<String, byte[]>();
        Optional<String> missing = PodFiles.collect(resources, pod, files);
        if (missing.isPresent()) {
          return new State(Phase.WAITING, "ContainerCreating", missing.get(), 0);
        }
        ready = resources.clock().instant().plus(startUp);
        files.entrySet().stream()
            .filter(f -> f.getKey().endsWith("/Corefile"))
            .findFirst()
            .ifPresent(f -> served.accept(address, Optional.of(configuration(f.getKey(), files))));
      }
      return resources.clock().instant().isBefore(ready) ? State.STARTING : State.READY;
    }

    private boolean isMissing() {
      for (JsonNode container : Json.at(pod, "spec", "containers")) {
        if (Json.text(container, "image").endsWith(MISSING_TAG)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void stop() {
      stopped = true;
      served.accept(address, Optional.empty());
    }

    @Override
    public void kill() {
      stop();
    }
  }
}
