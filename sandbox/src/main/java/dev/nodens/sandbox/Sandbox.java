package dev.nodens.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.sandbox.api.ApiServer;
import dev.nodens.sandbox.api.Resources;
import dev.nodens.sandbox.api.ServerCertificate;
import dev.nodens.sandbox.api.Target;
import dev.nodens.sandbox.api.WriteOptions;
import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.kind.Kinds;
import dev.nodens.sandbox.schema.KubernetesTypes;
import dev.nodens.sandbox.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// A running API server with the objects that every cluster has from the start.
public final class Sandbox implements AutoCloseable {
  private static final WriteOptions SYSTEM = WriteOptions.by("kube-apiserver");

  private final Resources resources;
  private final ApiServer server;

  private Sandbox(Resources resources, ApiServer server) {
    this.resources = resources;
    this.server = server;
  }

  /// Starts an API server and nothing else.
  ///
  /// @param port 0 for any free one
  /// @throws IOException when the port is taken
  public static Sandbox start(int port) throws IOException {
    return start(port, InstantSource.system(), Duration.ofSeconds(10), Optional.empty());
  }

  /// @param clock what objects are stamped with
  /// @param bookmarkEvery how often a watch that allows bookmarks may get one
  /// @param certificate for HTTPS; empty for plain HTTP
  /// @throws IOException when the port is taken
  public static Sandbox start(
      int port,
      InstantSource clock,
      Duration bookmarkEvery,
      Optional<ServerCertificate> certificate)
      throws IOException {
    var resources = new Resources(new Store(), new Kinds(KubernetesTypes.load()), clock);
    seed(resources);
    return new Sandbox(resources, ApiServer.start(resources, port, bookmarkEvery, certificate));
  }

  private static void seed(Resources resources) {
    for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      create(resources, "", "namespaces", "", named(name));
    }
    priority(resources, "system-cluster-critical", 2_000_000_000);
    priority(resources, "system-node-critical", 2_000_001_000);
    ObjectNode service = named("kubernetes");
    Json.ensureObject(service, "metadata", "labels")
        .put("component", "apiserver")
        .put("provider", "kubernetes");
    ObjectNode spec = service.putObject("spec").put("clusterIP", "10.96.0.1");
    spec.putArray("ports")
        .addObject()
        .put("name", "https")
        .put("port", 443)
        .put("targetPort", 6443);
    create(resources, "", "services", "default", service);
  }

  private static void priority(Resources resources, String name, int value) {
    create(resources, "scheduling.k8s.io", "priorityclasses", "", named(name).put("value", value));
  }

  private static void create(
      Resources resources, String group, String plural, String namespace, ObjectNode object) {
    var type = resources.kinds().require(group, plural);
    resources.create(Target.of(type, namespace, ""), object, SYSTEM);
  }

  private static ObjectNode named(String name) {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("name", name);
    return object;
  }

  /// The API as a Java object, for controllers and tests in the same process.
  public Resources resources() {
    return resources;
  }

  public ApiServer server() {
    return server;
  }

  @Override
  public void close() {
    server.close();
  }
}
