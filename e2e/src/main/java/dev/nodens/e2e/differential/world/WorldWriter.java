package dev.nodens.e2e.differential.world;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Brings a world, and its changes, to a real API server.
public final class WorldWriter implements AutoCloseable {
  private final KubernetesClient client;

  /// A writer with the rights of `kubeconfig`.
  public WorldWriter(Path kubeconfig) throws IOException {
    Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  /// Creates the objects of a file of YAML documents.
  public void create(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      for (HasMetadata object : client.load(in).items()) {
        HasMetadata created = client.resource(object).create();
        if (created instanceof CustomResourceDefinition) {
          client.resource(created).waitUntilCondition(WorldWriter::isServed, 20, TimeUnit.SECONDS);
        } else if (object instanceof Service service && service.getStatus() != null) {
          client.resource(service).patchStatus();
        }
      }
    }
  }

  private static boolean isServed(@Nullable HasMetadata object) {
    return object instanceof CustomResourceDefinition definition
        && definition.getStatus() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  /// Creates everything.
  public void create(World world) {
    world.objects().forEach(this::create);
  }

  private void create(HasMetadata object) {
    HasMetadata created = client.resource(object).create();
    if (created instanceof Namespace namespace) {
      // Pods need it, and nobody makes it here: there is no controller manager.
      client
          .resource(
              new ServiceAccountBuilder()
                  .withNewMetadata()
                  .withNamespace(namespace.getMetadata().getName())
                  .withName("default")
                  .endMetadata()
                  .build())
          .create();
    }
    if (object instanceof Pod pod) {
      client.resource(pod).patchStatus();
    }
  }

  /// Applies one change.
  public void apply(List<Mutations.Change> changes) {
    for (Mutations.Change change : changes) {
      switch (change.verb()) {
        case CREATE -> create(change.object());
        case REPLACE -> client.resource(change.object()).update();
        case DELETE -> client.resource(change.object()).withGracePeriod(0).delete();
      }
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
