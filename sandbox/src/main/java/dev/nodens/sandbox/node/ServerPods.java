package dev.nodens.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.api.Resources;
import dev.nodens.sandbox.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Pods that are real processes of the DNS server, each with an own file tree, address and ports
/// through the `NODENS_POD` variable of the server.
public final class ServerPods implements PodRuntime {
  /// What the runtime needs to know.
  ///
  /// @param directory where the pods' file trees and logs go
  /// @param command what starts a DNS server; the container's arguments follow
  /// @param dnsPort the port that stands for 53 in every pod
  /// @param environment of every process, such as how to reach the API server
  /// @param credentials the files of the service account, by name
  public record Options(
      Path directory,
      List<String> command,
      int dnsPort,
      Map<String, String> environment,
      Map<String, byte[]> credentials) {
    public Options {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
      credentials = Map.copyOf(credentials);
    }
  }

  private static final int DNS = 53;

  private final Resources resources;
  private final Options options;

  public ServerPods(Resources resources, Options options) {
    this.resources = resources;
    this.options = options;
  }

  @Override
  public Running start(ObjectNode pod, String address) {
    try {
      return begin(pod, address);
    } catch (IOException e) {
      var failed = new State(Phase.WAITING, "CreateContainerError", String.valueOf(e), 0);
      return new Running() {
        private State state = failed;

        @Override
        public State state() {
          return state;
        }

        @Override
        public void stop() {
          state = State.STOPPED;
        }

        @Override
        public void kill() {
          stop();
        }
      };
    }
  }

  private Running begin(ObjectNode pod, String address) throws IOException {
    Path home = options.directory().resolve(Json.text(pod, "metadata", "name"));
    Path root = Files.createDirectories(home.resolve("root"));
    Map<String, byte[]> fixed = new HashMap<>();
    options.credentials().forEach((name, bytes) -> fixed.put(PodFiles.ACCOUNT + "/" + name, bytes));
    fixed.put(
        PodFiles.ACCOUNT + "/namespace",
        Json.text(pod, "metadata", "namespace").getBytes(StandardCharsets.UTF_8));
    Path resolver = Path.of("/etc/resolv.conf");
    if (Files.isReadable(resolver)) {
      fixed.put("etc/resolv.conf", Files.readAllBytes(resolver));
    }
    JsonNode container = Json.at(pod, "spec", "containers").path(0);
    var process = new ServerProcess(command(container), home);
    return new RunningServer(
        new PodFiles(resources, pod, root, fixed),
        process,
        started -> {
          Map<Integer, Integer> ports = ports(container);
          started.start(environment(pod, root, address, ports));
          return new Probes(container, address, ports);
        });
  }

  /// A port of this machine for each that the container names.
  private Map<Integer, Integer> ports(JsonNode container) throws IOException {
    var asked = new TreeSet<Integer>();
    Json.at(container, "ports").forEach(p -> asked.add(Json.at(p, "containerPort").asInt()));
    for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      JsonNode port = Json.at(container, probe, "httpGet", "port");
      if (port.isInt()) {
        asked.add(port.asInt());
      }
    }
    var free = new ArrayDeque<>(LocalPorts.free(asked.size(), options.dnsPort()));
    var ports = new HashMap<Integer, Integer>();
    asked.forEach(port -> ports.put(port, free.remove()));
    ports.put(DNS, options.dnsPort());
    return ports;
  }

  private List<String> command(JsonNode container) {
    var command = new java.util.ArrayList<>(options.command());
    Json.at(container, "args").forEach(a -> command.add(a.asText()));
    return command;
  }

  private Map<String, String> environment(
      ObjectNode pod, Path root, String address, Map<Integer, Integer> ports) {
    var words = new StringBuilder("root=" + root + " address=" + address);
    ports.forEach((asked, real) -> words.append(" ").append(asked).append("=").append(real));
    var environment = new HashMap<>(options.environment());
    environment.put("NODENS_POD", words.toString());
    environment.put("HOSTNAME", Json.text(pod, "metadata", "name"));
    for (JsonNode variable : Json.at(pod, "spec", "containers").path(0).path("env")) {
      environment.put(Json.text(variable, "name"), value(pod, variable, address));
    }
    return environment;
  }

  private static String value(ObjectNode pod, JsonNode variable, String address) {
    String field = Json.text(variable, "valueFrom", "fieldRef", "fieldPath");
    return switch (field) {
      case "" -> Json.text(variable, "value");
      case "status.podIP" -> address;
      default -> Json.text(pod, field.split("\\.", -1));
    };
  }
}
