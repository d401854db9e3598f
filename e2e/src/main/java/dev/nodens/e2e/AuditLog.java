package dev.nodens.e2e;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The writes that the cluster's API server was asked for.
final class AuditLog {
  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  private AuditLog() {}

  /// One request.
  ///
  /// @param at when it was answered
  /// @param user who asked
  /// @param verb `create`, `update`, `patch`, `delete` or `deletecollection`
  /// @param uri path and query
  record Write(Instant at, String user, String verb, String uri) {
    boolean isDryRun() {
      return uri.contains("dryRun=All");
    }

    boolean isOf(String resource) {
      return uri.matches(".*/" + resource + "([/?].*)?");
    }
  }

  /// All requests of one user that were answered after `since`, in their order.
  static List<Write> of(String user, Instant since) {
    return Cluster.tool(List.of("audit"))
        .text()
        .lines()
        .filter(line -> line.contains(user))
        .map(AuditLog::read)
        .filter(write -> write.user().equals(user) && write.at().isAfter(since))
        .toList();
  }

  private static Write read(String line) {
    Map<?, ?> event = JSON.unmarshal(line, Map.class);
    return new Write(
        Instant.parse(text(event, "stageTimestamp")),
        event.get("user") instanceof Map<?, ?> user ? text(user, "username") : "",
        text(event, "verb"),
        text(event, "requestURI"));
  }

  private static String text(Map<?, ?> object, String field) {
    return String.valueOf(object.get(field));
  }
}
