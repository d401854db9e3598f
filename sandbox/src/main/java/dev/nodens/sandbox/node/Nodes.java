package dev.nodens.sandbox.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.api.Resources;
import dev.nodens.sandbox.api.Target;
import dev.nodens.sandbox.api.WriteOptions;
import dev.nodens.sandbox.json.Json;

/// Makes Node objects.
public final class Nodes {
  private static final String CONTROL_PLANE = "node-role.kubernetes.io/control-plane";

  private Nodes() {}

  /// Adds a node that is ready.
  ///
  /// @param address its InternalIP
  /// @param controlPlane whether it has the label and the taint of a control-plane node
  public static void add(Resources resources, String name, String address, boolean controlPlane) {
    ObjectNode node = Json.object();
    ObjectNode meta = node.putObject("metadata").put("name", name);
    ObjectNode labels =
        meta.putObject("labels")
            .put("kubernetes.io/hostname", name)
            .put("kubernetes.io/os", "linux")
            .put("kubernetes.io/arch", "amd64");
    ObjectNode spec = node.putObject("spec");
    if (controlPlane) {
      labels.put(CONTROL_PLANE, "");
      spec.putArray("taints").addObject().put("key", CONTROL_PLANE).put("effect", "NoSchedule");
    }
    var type = resources.kinds().require("", "nodes");
    var options = WriteOptions.by("kubelet");
    var created = resources.create(Target.of(type, "", ""), node, options).object();
    ObjectNode withStatus = created.deepCopy();
    ObjectNode status = status(name, address);
    status.set("conditions", conditions(Json.text(created, "metadata", "creationTimestamp")));
    withStatus.set("status", status);
    var _ = resources.update(Target.of(type, "", name).status(), withStatus, options);
  }

  private static ObjectNode status(String name, String address) {
    ObjectNode status = Json.object();
    var addresses = status.putArray("addresses");
    addresses.addObject().put("type", "InternalIP").put("address", address);
    addresses.addObject().put("type", "Hostname").put("address", name);
    ObjectNode capacity = status.putObject("capacity");
    capacity.put("cpu", "2").put("memory", "8Gi").put("pods", "110");
    status.set("allocatable", capacity.deepCopy());
    status
        .putObject("nodeInfo")
        .put("kubeletVersion", "v1.36.3+nodens.sandbox")
        .put("osImage", "pretended by the Nodens sandbox")
        .put("operatingSystem", "linux")
        .put("architecture", "amd64")
        .put("containerRuntimeVersion", "")
        .put("machineID", name)
        .put("systemUUID", name)
        .put("bootID", name)
        .put("kernelVersion", "")
        .put("kubeProxyVersion", "");
    return status;
  }

  private static ArrayNode conditions(String time) {
    var conditions = Json.array();
    conditions
        .addObject()
        .put("type", "Ready")
        .put("status", "True")
        .put("reason", "KubeletReady")
        .put("message", "the sandbox's kubelet is ready")
        .put("lastHeartbeatTime", time)
        .put("lastTransitionTime", time);
    return conditions;
  }
}
