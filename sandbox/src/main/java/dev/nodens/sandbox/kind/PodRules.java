package dev.nodens.sandbox.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.ApiError.Cause;
import dev.nodens.sandbox.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pods, and the pod templates of workloads: the defaults of pod specifications.
final class PodRules implements KindRules {
  private static final List<String> VOLUME_META = List.of("name");

  @Override
  public void fillDefaults(ObjectNode pod) {
    ObjectNode spec = Json.ensureObject(pod, "spec");
    fillSpec(spec);
    if (!spec.has("enableServiceLinks")) {
      spec.put("enableServiceLinks", true);
    }
    for (JsonNode container : Json.at(spec, "containers")) {
      ObjectNode resources = Json.ensureObject((ObjectNode) container, "resources");
      if (resources.get("limits") instanceof ObjectNode limits) {
        ObjectNode requests = Json.ensureObject(resources, "requests");
        limits.properties().forEach(l -> putIfAbsent(requests, l.getKey(), l.getValue()));
      }
    }
    String address = Json.text(pod, "status", "podIP");
    if (!address.isEmpty() && Json.at(pod, "status", "podIPs").isEmpty()) {
      Json.ensureObject(pod, "status").putArray("podIPs").addObject().put("ip", address);
    }
  }

  @Override
  public void decide(ObjectNode pod, @Nullable ObjectNode before, ServiceAddresses addresses) {
    if (before == null) {
      ObjectNode spec = Json.ensureObject(pod, "spec");
      PodAdmission.admit(spec);
      ObjectNode status = Json.ensureObject(pod, "status");
      status.put("phase", "Pending").put("qosClass", PodAdmission.quality(spec));
    }
  }

  @Override
  public List<Cause> check(ObjectNode pod, @Nullable ObjectNode before) {
    return checkSpec(Json.at(pod, "spec"), "spec");
  }

  /// What every pod specification must have.
  static List<Cause> checkSpec(JsonNode spec, String path) {
    var causes = new ArrayList<Cause>();
    JsonNode containers = Json.at(spec, "containers");
    if (!containers.isArray() || containers.isEmpty()) {
      causes.add(Cause.required(path + ".containers", ""));
      return causes;
    }
    for (int i = 0; i < containers.size(); i++) {
      String here = path + ".containers[" + i + "]";
      if (Json.text(containers.get(i), "name").isEmpty()) {
        causes.add(Cause.required(here + ".name", ""));
      }
      if (Json.text(containers.get(i), "image").isEmpty()) {
        causes.add(Cause.required(here + ".image", ""));
      }
      checkMounts(spec, containers.get(i), here, causes);
      checkPorts(containers.get(i), here, causes);
    }
    return causes;
  }

  private static void checkPorts(JsonNode container, String path, List<Cause> causes) {
    var names = new HashSet<String>();
    JsonNode ports = Json.at(container, "ports");
    for (int i = 0; i < ports.size(); i++) {
      String here = path + ".ports[" + i + "]";
      String name = Json.text(ports.get(i), "name");
      if (!name.isEmpty() && !names.add(name)) {
        String message = "Duplicate value: \"" + name + "\"";
        causes.add(new Cause("FieldValueDuplicate", message, here + ".name"));
      }
      int number = Json.at(ports.get(i), "containerPort").asInt();
      if (number < 1 || number > 65535) {
        String detail = "must be between 1 and 65535, inclusive";
        String field = here + ".containerPort";
        causes.add(Cause.invalid(field, Integer.toString(number), detail));
      }
    }
  }

  private static void checkMounts(
      JsonNode spec, JsonNode container, String path, List<Cause> causes) {
    JsonNode mounts = Json.at(container, "volumeMounts");
    for (int i = 0; i < mounts.size(); i++) {
      String name = Json.text(mounts.get(i), "name");
      boolean known = false;
      for (JsonNode volume : Json.at(spec, "volumes")) {
        known |= Json.text(volume, "name").equals(name);
      }
      if (!known) {
        String field = path + ".volumeMounts[" + i + "].name";
        causes.add(new Cause("FieldValueNotFound", "Not found: \"" + name + "\"", field));
      }
    }
  }

  /// The defaults of a pod specification, in a pod or in a template.
  static void fillSpec(ObjectNode spec) {
    put(spec, "dnsPolicy", "ClusterFirst");
    put(spec, "restartPolicy", "Always");
    put(spec, "schedulerName", "default-scheduler");
    if (!spec.has("securityContext")) {
      spec.putObject("securityContext");
    }
    if (!spec.has("terminationGracePeriodSeconds")) {
      spec.put("terminationGracePeriodSeconds", 30);
    }
    String account = Json.text(spec, "serviceAccountName");
    String deprecated = Json.text(spec, "serviceAccount");
    if (!account.isEmpty()) {
      spec.put("serviceAccount", account);
    } else if (!deprecated.isEmpty()) {
      spec.put("serviceAccountName", deprecated);
    }
    Json.at(spec, "initContainers").forEach(c -> fillContainer(spec, (ObjectNode) c));
    Json.at(spec, "containers").forEach(c -> fillContainer(spec, (ObjectNode) c));
    Json.at(spec, "volumes").forEach(v -> fillVolume((ObjectNode) v));
  }

  private static void fillContainer(ObjectNode spec, ObjectNode container) {
    String image = Json.text(container, "image");
    put(container, "imagePullPolicy", isLatest(image) ? "Always" : "IfNotPresent");
    put(container, "terminationMessagePath", "/dev/termination-log");
    put(container, "terminationMessagePolicy", "File");
    for (String name : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      if (container.get(name) instanceof ObjectNode probe) {
        fillProbe(probe);
      }
    }
    for (String hook : List.of("preStop", "postStart")) {
      if (Json.at(container, "lifecycle", hook, "httpGet") instanceof ObjectNode get) {
        fillHttpGet(get);
      }
    }
    for (JsonNode variable : Json.at(container, "env")) {
      if (Json.at(variable, "valueFrom", "fieldRef") instanceof ObjectNode reference) {
        put(reference, "apiVersion", "v1");
      }
    }
    for (JsonNode port : Json.at(container, "ports")) {
      ObjectNode object = (ObjectNode) port;
      put(object, "protocol", "TCP");
      if (Json.at(spec, "hostNetwork").asBoolean() && !object.has("hostPort")) {
        object.set("hostPort", object.get("containerPort"));
      }
    }
  }

  private static boolean isLatest(String image) {
    String last = image.substring(image.lastIndexOf('/') + 1);
    return !image.contains("@") && (!last.contains(":") || last.endsWith(":latest"));
  }

  private static void fillProbe(ObjectNode probe) {
    number(probe, "timeoutSeconds", 1);
    number(probe, "periodSeconds", 10);
    number(probe, "successThreshold", 1);
    number(probe, "failureThreshold", 3);
    if (probe.get("httpGet") instanceof ObjectNode get) {
      fillHttpGet(get);
    }
    if (probe.get("grpc") instanceof ObjectNode grpc && !grpc.has("service")) {
      grpc.put("service", "");
    }
  }

  private static void fillHttpGet(ObjectNode get) {
    put(get, "path", "/");
    put(get, "scheme", "HTTP");
  }

  private static void fillVolume(ObjectNode volume) {
    var sources = new ArrayList<String>();
    volume.fieldNames().forEachRemaining(sources::add);
    sources.removeAll(VOLUME_META);
    if (sources.isEmpty()) {
      volume.putObject("emptyDir");
    }
    for (String source : List.of("configMap", "secret", "downwardAPI", "projected")) {
      if (volume.get(source) instanceof ObjectNode object) {
        number(object, "defaultMode", 420);
      }
    }
    if (volume.get("hostPath") instanceof ObjectNode path && !path.has("type")) {
      path.put("type", "");
    }
    for (JsonNode source : Json.at(volume, "projected", "sources")) {
      if (source.get("serviceAccountToken") instanceof ObjectNode token) {
        number(token, "expirationSeconds", 3600);
      }
      for (JsonNode item : Json.at(source, "downwardAPI", "items")) {
        if (item.get("fieldRef") instanceof ObjectNode reference) {
          put(reference, "apiVersion", "v1");
        }
      }
    }
    for (JsonNode item : Json.at(volume, "downwardAPI", "items")) {
      if (item.get("fieldRef") instanceof ObjectNode reference) {
        put(reference, "apiVersion", "v1");
      }
    }
  }

  static void put(ObjectNode object, String field, String value) {
    if (Json.text(object, field).isEmpty()) {
      object.put(field, value);
    }
  }

  static void number(ObjectNode object, String field, int value) {
    if (Json.at(object, field).asInt() == 0) {
      object.put(field, value);
    }
  }

  private static void putIfAbsent(ObjectNode object, String field, JsonNode value) {
    if (!object.has(field)) {
      object.set(field, value);
    }
  }
}
