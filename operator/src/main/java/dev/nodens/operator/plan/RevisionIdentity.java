package dev.nodens.operator.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodens.crd.PullPolicy;
import dev.nodens.crd.Resources;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;

/// What makes a revision this one and no other: its configuration and everything else that its pods
/// are made from. So going back to it brings back the image and the resources too, and a new image
/// goes through the same gate as a new Corefile.
///
/// What an operator of another version would render differently from the same declaration does not
/// count: it could not be gone back to.
final class RevisionIdentity {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// What the pods are made from beside their configuration, in the order in which it is hashed.
  /// What was added later is left out while it is empty, so that older revisions stay what they
  /// are.
  private record Pods(
      String configuration,
      String image,
      PullPolicy pullPolicy,
      List<String> pullSecrets,
      Resources resources,
      List<Toleration> tolerations,
      Map<String, String> nodeSelector,
      String priorityClassName,
      int gracePeriodSeconds,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> settings) {}

  private RevisionIdentity() {}

  /// Lower-case hex SHA-256.
  static String of(ConfigText text, Plan.Workload workload) {
    try {
      return Canonical.hash(
          JSON.writeValueAsString(
              new Pods(
                  text.hash(),
                  workload.image(),
                  workload.pullPolicy(),
                  workload.pullSecrets(),
                  workload.resources(),
                  workload.tolerations(),
                  workload.nodeSelector(),
                  workload.priorityClassName(),
                  workload.gracePeriodSeconds(),
                  workload.settings())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of strings and numbers", e);
    }
  }
}
