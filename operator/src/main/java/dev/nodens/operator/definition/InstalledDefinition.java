package dev.nodens.operator.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.nodens.crd.ClusterDNS;
import dev.nodens.operator.apply.ClusterObjects;
import dev.nodens.operator.apply.ObjectKey;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out whether the installed CustomResourceDefinition keeps every field that this operator
/// reads and writes.
///
/// With an older one the API server prunes what users declare and refuses what the operator
/// reports: acting on such a declaration could undo what somebody asked for. It is read again every
/// ten minutes, and every half minute while it is too old. Any thread.
public final class InstalledDefinition {
  private static final Logger LOG = LoggerFactory.getLogger(InstalledDefinition.class);
  private static final Duration BELIEVED = Duration.ofMinutes(10);
  private static final Duration DOUBTED = Duration.ofSeconds(30);
  private static final int NAMED_FIELDS = 4;
  private static final String VERSION = "v1alpha1";
  private static final ObjectKey KEY =
      new ObjectKey(
          "apiextensions.k8s.io/v1",
          "CustomResourceDefinition",
          "customresourcedefinitions",
          Optional.empty(),
          ClusterDNS.CRD_NAME);

  private final ClusterObjects cluster;
  private final Clock clock;
  private final JsonNode own;
  private Seen seen = new Seen(MissingNode.getInstance(), List.of(), Instant.MIN);

  private record Seen(JsonNode schema, List<String> missing, Instant until) {}

  /// @param cluster the API server
  /// @param clock how long an answer is believed
  public InstalledDefinition(
      ClusterObjects cluster, Clock clock, KubernetesSerialization serialization) {
    this.cluster = cluster;
    this.clock = clock;
    this.own = SchemaFields.ofVersion(built(serialization), VERSION);
  }

  private static JsonNode built(KubernetesSerialization serialization) {
    try (InputStream text = ClusterDNS.class.getResourceAsStream(ClusterDNS.CRD_NAME + ".yaml")) {
      GenericKubernetesResource definition =
          serialization.unmarshal(
              Objects.requireNonNull(text, "the definition is in the jar of the records"),
              GenericKubernetesResource.class);
      return serialization.convertValue(definition, JsonNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What to say when the installed definition lacks fields; empty when it has all.
  public synchronized Optional<String> skew() {
    refresh();
    List<String> missing = seen.missing();
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    int more = missing.size() - NAMED_FIELDS;
    return Optional.of(
        "the installed definition of ClusterDNS is older than this operator and lacks %s%s; apply crds/%s.yaml of the operator's version, or upgrade the chart with crd.install=true"
            .formatted(
                String.join(", ", missing.subList(0, Math.min(NAMED_FIELDS, missing.size()))),
                more > 0 ? " and %d more".formatted(more) : "",
                ClusterDNS.CRD_NAME));
  }

  /// The part of a status that the installed definition keeps. The API server refuses an apply with
  /// any other field.
  public synchronized JsonNode fitted(JsonNode status) {
    return seen.missing().isEmpty()
        ? status
        : SchemaFields.fitted(status, seen.schema().path("properties").path("status"));
  }

  private void refresh() {
    Instant now = clock.instant();
    if (now.isBefore(seen.until())) {
      return;
    }
    try {
      JsonNode schema =
          cluster
              .get(KEY)
              .map(definition -> SchemaFields.ofVersion(definition, VERSION))
              .orElse(MissingNode.getInstance());
      List<String> missing = schema.isMissingNode() ? List.of() : SchemaFields.missing(own, schema);
      seen = new Seen(schema, missing, now.plus(missing.isEmpty() ? BELIEVED : DOUBTED));
    } catch (KubernetesClientException e) {
      LOG.warn("cannot read the definition {}: {}", ClusterDNS.CRD_NAME, e.getMessage());
      seen = new Seen(seen.schema(), seen.missing(), now.plus(DOUBTED));
    }
  }
}
