package dev.nodens.sandbox.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.json.ApiError;
import dev.nodens.sandbox.json.ApiError.Cause;
import dev.nodens.sandbox.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Services: type-dependent defaults, address allocation, and the address that never changes.
final class ServiceRules implements KindRules {
  @Override
  public void fillDefaults(ObjectNode service) {
    ObjectNode spec = Json.ensureObject(service, "spec");
    PodRules.put(spec, "sessionAffinity", "None");
    PodRules.put(spec, "type", "ClusterIP");
    if (Json.text(spec, "sessionAffinity").equals("None")) {
      spec.remove("sessionAffinityConfig");
    } else if (!spec.has("sessionAffinityConfig")) {
      Json.ensureObject(spec, "sessionAffinityConfig", "clientIP").put("timeoutSeconds", 10800);
    }
    for (JsonNode port : Json.at(spec, "ports")) {
      ObjectNode object = (ObjectNode) port;
      PodRules.put(object, "protocol", "TCP");
      String target = Json.text(object, "targetPort");
      if (target.isEmpty() || target.equals("0")) {
        object.set("targetPort", object.get("port"));
      }
    }
    String type = Json.text(spec, "type");
    if (!type.equals("ExternalName")) {
      PodRules.put(spec, "internalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer") || type.equals("NodePort")) {
      PodRules.put(spec, "externalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer") && !spec.has("allocateLoadBalancerNodePorts")) {
      spec.put("allocateLoadBalancerNodePorts", true);
    }
  }

  @Override
  public void decide(ObjectNode service, @Nullable ObjectNode before, ServiceAddresses addresses) {
    ObjectNode spec = Json.ensureObject(service, "spec");
    if (Json.text(spec, "type").equals("ExternalName")) {
      return;
    }
    if (before != null) {
      keepAddress(spec, Json.at(before, "spec"));
      followAddress(spec, Json.at(before, "spec"));
    }
    alignAddresses(spec);
    String address = Json.text(spec, "clusterIP");
    if (address.isEmpty()) {
      address = addresses.free();
      spec.put("clusterIP", address);
      spec.putArray("clusterIPs").add(address);
    } else if (!address.equals("None")) {
      checkAddress(service, address, addresses);
    }
    if (!spec.has("ipFamilies")) {
      boolean open = address.equals("None") && Json.at(spec, "selector").isEmpty();
      spec.putArray("ipFamilies").add("IPv4");
      if (open) {
        spec.withArray("ipFamilies").add("IPv6");
      }
      PodRules.put(spec, "ipFamilyPolicy", open ? "RequireDualStack" : "SingleStack");
    }
    PodRules.put(spec, "ipFamilyPolicy", "SingleStack");
  }

  private static void keepAddress(ObjectNode spec, JsonNode old) {
    for (String field : List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
      JsonNode value = old.get(field);
      boolean missing = Json.at(spec, field).isEmpty() && Json.text(spec, field).isEmpty();
      if (missing && value != null) {
        spec.set(field, value.deepCopy());
      }
    }
  }

  /// Who changes `clusterIP` alone means `clusterIPs` too.
  private static void followAddress(ObjectNode spec, JsonNode old) {
    String single = Json.text(spec, "clusterIP");
    boolean changed = !single.equals(Json.text(old, "clusterIP"));
    if (changed && Json.same(Json.at(spec, "clusterIPs"), Json.at(old, "clusterIPs"))) {
      spec.putArray("clusterIPs").add(single);
    }
  }

  /// `clusterIP` and `clusterIPs[0]` say the same; whichever is set fills the other.
  private static void alignAddresses(ObjectNode spec) {
    String first = Json.at(spec, "clusterIPs").path(0).asText("");
    String single = Json.text(spec, "clusterIP");
    if (single.isEmpty() && !first.isEmpty()) {
      spec.put("clusterIP", first);
    } else if (!single.isEmpty() && first.isEmpty()) {
      spec.putArray("clusterIPs").add(single);
    }
  }

  private static void checkAddress(ObjectNode service, String address, ServiceAddresses addresses) {
    String owner =
        Json.text(service, "metadata", "namespace") + "/" + Json.text(service, "metadata", "name");
    String problem = "";
    if (!addresses.inRange(address)) {
      problem =
          "failed to allocate IP "
              + address
              + ": the provided network does not match the current range";
    } else if (addresses.isTaken(address, owner)) {
      problem = "failed to allocate IP " + address + ": provided IP is already allocated";
    }
    if (!problem.isEmpty()) {
      var cause = Cause.invalid("spec.clusterIPs", "[\"" + address + "\"]", problem);
      String name = Json.text(service, "metadata", "name");
      throw ApiError.invalid("", "Service", name, List.of(cause));
    }
  }

  @Override
  public List<Cause> check(ObjectNode service, @Nullable ObjectNode before) {
    var causes = new ArrayList<Cause>();
    JsonNode spec = Json.at(service, "spec");
    JsonNode ports = Json.at(spec, "ports");
    boolean headless = Json.text(spec, "clusterIP").equals("None");
    boolean external = Json.text(spec, "type").equals("ExternalName");
    if (ports.isEmpty() && !headless && !external) {
      causes.add(Cause.required("spec.ports", ""));
    }
    for (int i = 0; i < ports.size(); i++) {
      String field = "spec.ports[" + i + "]";
      for (String name : List.of("port", "targetPort")) {
        JsonNode value = Json.at(ports.get(i), name);
        if (value.isNumber() && (value.asInt() < 1 || value.asInt() > 65535)) {
          String detail = "must be between 1 and 65535, inclusive";
          causes.add(Cause.invalid(field + "." + name, value.asText(), detail));
        }
      }
      if (ports.size() > 1 && Json.text(ports.get(i), "name").isEmpty()) {
        causes.add(Cause.required(field + ".name", ""));
      }
    }
    if (before != null && !external) {
      checkUnchanged(spec, Json.at(before, "spec"), causes);
    }
    return causes;
  }

  private static void checkUnchanged(JsonNode spec, JsonNode old, List<Cause> causes) {
    JsonNode now = Json.at(spec, "clusterIPs");
    JsonNode was = Json.at(old, "clusterIPs");
    if (was.isArray() && !was.isEmpty() && !Json.same(now.path(0), was.path(0))) {
      causes.add(Cause.invalid("spec.clusterIPs[0]", now.toString(), "may not change once set"));
    }
    if (was.isArray() && !Json.text(spec, "clusterIP").equals(now.path(0).asText())) {
      causes.add(
          Cause.invalid("spec.clusterIPs", now.toString(), "first value must match `clusterIP`"));
    }
  }
}
