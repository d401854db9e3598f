package dev.nodens.sandbox.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.api.DeleteOptions;
import dev.nodens.sandbox.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// EndpointSlices of the Services that have a selector, in slices of a hundred.
final class EndpointSlices {
  private static final int SLICE = 100;
  private static final String SERVICE = "kubernetes.io/service-name";
  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  private static final String MANAGER = "endpointslice-controller.k8s.io";

  private final Cluster cluster;

  EndpointSlices(Cluster cluster) {
    this.cluster = cluster;
  }

  void reconcile() {
    var podsByNamespace = new HashMap<String, List<ObjectNode>>();
    for (ObjectNode pod : cluster.list("", "pods")) {
      podsByNamespace
          .computeIfAbsent(Json.text(pod, "metadata", "namespace"), n -> new ArrayList<>())
          .add(pod);
    }
    var slices = new HashMap<String, ObjectNode>();
    for (ObjectNode slice : cluster.list("discovery.k8s.io", "endpointslices")) {
      if (Json.text(slice, "metadata", "labels", MANAGED_BY).equals(MANAGER)) {
        slices.put(key(slice), slice);
      }
    }
    for (ObjectNode service : cluster.list("", "services")) {
      JsonNode selector = Json.at(service, "spec", "selector");
      if (!selector.isEmpty()) {
        List<ObjectNode> pods =
            podsByNamespace.getOrDefault(Json.text(service, "metadata", "namespace"), List.of());
        reconcile(service, selector, pods, slices);
      }
    }
    for (ObjectNode surplus : slices.values()) {
      cluster.delete("discovery.k8s.io", "endpointslices", surplus, DeleteOptions.NOW);
    }
  }

  private static String key(ObjectNode object) {
    return Json.text(object, "metadata", "namespace") + "/" + Json.text(object, "metadata", "name");
  }

  private void reconcile(
      ObjectNode service,
      JsonNode selector,
      List<ObjectNode> pods,
      Map<String, ObjectNode> existing) {
    boolean sameNode = Json.text(service, "spec", "trafficDistribution").equals("PreferSameNode");
    var endpoints = new ArrayList<ObjectNode>();
    pods.stream()
        .filter(p -> matches(selector, p) && !Json.text(p, "status", "podIP").isEmpty())
        .sorted(Comparator.comparing(p -> Json.text(p, "metadata", "name")))
        .forEach(p -> endpoints.add(endpoint(service, p, sameNode)));
    for (int at = 0; at == 0 || at < endpoints.size(); at += SLICE) {
      List<ObjectNode> part = endpoints.subList(at, Math.min(endpoints.size(), at + SLICE));
      write(slice(service, at / SLICE, part, pods, selector), existing);
    }
  }

  private static boolean matches(JsonNode selector, ObjectNode pod) {
    JsonNode labels = Json.at(pod, "metadata", "labels");
    return selector.properties().stream()
        .allMatch(s ->
            labels.has(s.getKey()) && Json.text(labels, s.getKey()).equals(s.getValue().asText()));
  }

  private static ObjectNode endpoint(ObjectNode service, ObjectNode pod, boolean sameNode) {
    boolean ready = DaemonSets.isReady(pod);
    boolean terminating = Owners.isDeleted(pod);
    boolean unready = Json.at(service, "spec", "publishNotReadyAddresses").asBoolean();
    ObjectNode endpoint = Json.object();
    endpoint.putArray("addresses").add(Json.text(pod, "status", "podIP"));
    endpoint
        .putObject("conditions")
        .put("ready", (ready && !terminating) || unready)
        .put("serving", ready)
        .put("terminating", terminating);
    String hostname = Json.text(pod, "spec", "hostname");
    if (!hostname.isEmpty()) {
      endpoint.put("hostname", hostname);
    }
    String node = Json.text(pod, "spec", "nodeName");
    endpoint.put("nodeName", node);
    endpoint
        .putObject("targetRef")
        .put("kind", "Pod")
        .put("name", Json.text(pod, "metadata", "name"))
        .put("namespace", Json.text(pod, "metadata", "namespace"))
        .put("uid", Owners.uid(pod));
    if (sameNode) {
      endpoint.putObject("hints").putArray("forNodes").addObject().put("name", node);
    }
    return endpoint;
  }

  private static ObjectNode slice(
      ObjectNode service,
      int number,
      List<ObjectNode> endpoints,
      List<ObjectNode> pods,
      JsonNode selector) {
    String name = Json.text(service, "metadata", "name");
    ObjectNode slice = Json.object();
    ObjectNode meta = slice.putObject("metadata");
    meta.put("name", name + "-slice" + number);
    meta.put("namespace", Json.text(service, "metadata", "namespace"));
    ObjectNode labels = meta.putObject("labels");
    Json.strings(Json.at(service, "metadata", "labels")).forEach(labels::put);
    labels.put(SERVICE, name).put(MANAGED_BY, MANAGER);
    if (Json.text(service, "spec", "clusterIP").equals("None")) {
      labels.put("service.kubernetes.io/headless", "");
    }
    Owners.set(slice, service);
    slice.put("addressType", "IPv4");
    ArrayNode list = slice.putArray("endpoints");
    endpoints.forEach(list::add);
    ArrayNode ports = slice.putArray("ports");
    for (JsonNode port : Json.at(service, "spec", "ports")) {
      ports
          .addObject()
          .put("name", Json.text(port, "name"))
          .put("port", number(port, pods, selector))
          .put("protocol", Json.text(port, "protocol"));
    }
    return slice;
  }

  private static int number(JsonNode port, List<ObjectNode> pods, JsonNode selector) {
    JsonNode target = Json.at(port, "targetPort");
    if (target.isNumber()) {
      return target.asInt();
    }
    for (ObjectNode pod : pods) {
      if (matches(selector, pod)) {
        for (JsonNode container : Json.at(pod, "spec", "containers")) {
          for (JsonNode named : Json.at(container, "ports")) {
            if (Json.text(named, "name").equals(target.asText())) {
              return Json.at(named, "containerPort").asInt();
            }
          }
        }
      }
    }
    return Json.at(port, "port").asInt();
  }

  private void write(ObjectNode slice, Map<String, ObjectNode> existing) {
    ObjectNode before = existing.remove(key(slice));
    if (before == null) {
      var _ = cluster.create("discovery.k8s.io", "endpointslices", slice);
      return;
    }
    boolean same =
        Json.same(before.get("endpoints"), slice.get("endpoints"))
            && Json.same(before.get("ports"), slice.get("ports"))
            && Json.same(
                Json.at(before, "metadata", "labels"), Json.at(slice, "metadata", "labels"));
    if (!same) {
      var _ = cluster.update("discovery.k8s.io", "endpointslices", slice);
    }
  }
}
