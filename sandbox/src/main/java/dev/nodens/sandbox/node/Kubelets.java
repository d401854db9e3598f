package dev.nodens.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.api.DeleteOptions;
import dev.nodens.sandbox.api.Resources;
import dev.nodens.sandbox.controller.Cluster;
import dev.nodens.sandbox.json.Json;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The kubelets of all nodes: start what is scheduled, report how it is, end what is deleted. One
/// thread calls [#reconcile].
public final class Kubelets implements AutoCloseable {
  private final Cluster cluster;
  private final Function<String, PodRuntime> runtimes;
  private final Map<String, Pod> pods = new HashMap<>();
  private final Set<String> addresses = new HashSet<>();
  private int allocated;

  private static final class Pod {
    private final PodRuntime.Running running;
    private final String address;
    private PodRuntime.@Nullable State reported;

    Pod(PodRuntime.Running running, String address) {
      this.running = running;
      this.address = address;
    }

    /// Whether the API knows this state already.
    boolean isReported(PodRuntime.State state, ObjectNode pod) {
      return state.equals(reported) && Json.text(pod, "status", "podIP").equals(address);
    }
  }

  /// @param runtimes what runs the pods of a node, by the node's name
  public Kubelets(Resources resources, Function<String, PodRuntime> runtimes) {
    this.cluster = new Cluster(resources, "kubelet");
    this.runtimes = runtimes;
  }

  /// One round over all pods; does not block.
  public void reconcile() {
    var present = new HashSet<String>();
    for (ObjectNode pod : cluster.list("", "pods")) {
      if (!Json.text(pod, "spec", "nodeName").isEmpty()) {
        present.add(uid(pod));
        reconcile(pod);
      }
    }
    for (String gone : Set.copyOf(pods.keySet())) {
      Pod pod = pods.get(gone);
      if (pod != null && !present.contains(gone)) {
        pod.running.stop();
        if (pod.running.state().phase() == PodRuntime.Phase.STOPPED) {
          forget(gone);
        }
      }
    }
  }

  private void reconcile(ObjectNode pod) {
    boolean deleted = Json.at(pod, "metadata").has("deletionTimestamp");
    Pod known = pods.get(uid(pod));
    if (known == null) {
      if (deleted) {
        cluster.delete("", "pods", pod, DeleteOptions.NOW);
        return;
      }
      String address = allocate();
      PodRuntime runtime = runtimes.apply(Json.text(pod, "spec", "nodeName"));
      known = new Pod(runtime.start(pod, address), address);
      pods.put(uid(pod), known);
    }
    if (deleted) {
      known.running.stop();
    }
    PodRuntime.State state = known.running.state();
    if (state.phase() == PodRuntime.Phase.STOPPED) {
      forget(uid(pod));
      cluster.delete("", "pods", pod, DeleteOptions.NOW);
      return;
    }
    if (!known.isReported(state, pod)) {
      report(pod, known.address, state);
      known.reported = state;
    }
  }

  private void forget(String uid) {
    Pod pod = pods.remove(uid);
    if (pod != null) {
      addresses.remove(pod.address);
    }
  }

  /// Loopback addresses from 127.1.0.1 on, each pod its own; one that was used comes back last.
  private String allocate() {
    for (int tries = 0; tries < 65536; tries++) {
      int i = 1 + allocated++ % 65535;
      String address = "127.1." + i / 256 + "." + i % 256;
      if (i % 256 != 0 && i % 256 != 255 && addresses.add(address)) {
        return address;
      }
    }
    throw new IllegalStateException("no loopback address is left");
  }

  private void report(ObjectNode pod, String address, PodRuntime.State state) {
    String now = cluster.now().truncatedTo(ChronoUnit.SECONDS).toString();
    boolean ready = state.phase() == PodRuntime.Phase.READY;
    boolean waiting = state.phase() == PodRuntime.Phase.WAITING;
    JsonNode old = Json.at(pod, "status");
    ObjectNode status = Json.object();
    status.put("phase", waiting && state.restarts() == 0 ? "Pending" : "Running");
    status.put("podIP", address);
    status.putArray("podIPs").addObject().put("ip", address);
    String started = Json.text(old, "startTime");
    status.put("startTime", started.isEmpty() ? now : started);
    ArrayNode conditions = status.putArray("conditions");
    for (String type :
        new String[] {
          "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"
        }) {
      boolean holds = ready || !type.endsWith("Ready");
      conditions.add(condition(old, type, holds, now));
    }
    ArrayNode containers = status.putArray("containerStatuses");
    for (JsonNode container : Json.at(pod, "spec", "containers")) {
      ObjectNode one = containers.addObject();
      one.put("name", Json.text(container, "name"));
      one.put("image", Json.text(container, "image"));
      one.put("imageID", "").put("containerID", "sandbox://" + uid(pod));
      one.put("ready", ready).put("started", !waiting);
      one.put("restartCount", state.restarts());
      one.putObject("lastState");
      ObjectNode inner = one.putObject("state");
      if (waiting) {
        inner.putObject("waiting").put("reason", state.reason()).put("message", state.message());
      } else {
        inner.putObject("running").put("startedAt", Json.text(status, "startTime"));
      }
    }
    ObjectNode patch = Json.object();
    patch.set("status", status);
    var _ = cluster.patch("", "pods", pod, "status", patch);
  }

  private static ObjectNode condition(JsonNode old, String type, boolean holds, String now) {
    String value = holds ? "True" : "False";
    String since = now;
    for (JsonNode condition : Json.at(old, "conditions")) {
      if (Json.text(condition, "type").equals(type)
          && Json.text(condition, "status").equals(value)) {
        since = Json.text(condition, "lastTransitionTime");
      }
    }
    ObjectNode condition = Json.object().put("type", type).put("status", value);
    return condition.put("lastTransitionTime", since);
  }

  private static String uid(ObjectNode pod) {
    return Json.text(pod, "metadata", "uid");
  }

  /// Ends all pods at once; processes are told to stop, waited for a moment, and killed.
  @Override
  public void close() {
    pods.values().forEach(p -> p.running.stop());
    long end = System.nanoTime() + 3_000_000_000L;
    while (System.nanoTime() < end
        && pods.values().stream()
            .anyMatch(p -> p.running.state().phase() != PodRuntime.Phase.STOPPED)) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    pods.values().forEach(p -> p.running.kill());
  }
}
