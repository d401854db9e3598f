package dev.nodens.operator.foreign;

import dev.nodens.crd.Drift;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.ObjectKey;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Pods whose container was started from another image than that of most, although both have the
/// same name: the tag was moved in between, or somebody loaded an image of that name onto a node.
///
/// Compared among nodes of one architecture only, because the content of an image differs between
/// architectures.
public final class MovedTags {
  private static final String CONTAINER = "dns-server";

  private MovedTags() {}

  /// One finding for each such pod.
  ///
  /// @param architecture of a node, by its name
  public static List<Finding> among(List<Pod> pods, Function<String, String> architecture) {
    Map<String, Map<String, List<Pod>>> byNameAndContent = new TreeMap<>();
    for (Pod pod : pods) {
      status(pod)
          .ifPresent(status ->
              byNameAndContent
                  .computeIfAbsent(
                      status.getImage() + " " + architecture.apply(pod.getSpec().getNodeName()),
                      name -> new TreeMap<>())
                  .computeIfAbsent(status.getImageID(), content -> new ArrayList<>())
                  .add(pod));
    }
    List<Finding> findings = new ArrayList<>();
    for (Map<String, List<Pod>> contents : byNameAndContent.values()) {
      String usual =
          contents.entrySet().stream()
              .max(Comparator.comparingInt(entry -> entry.getValue().size()))
              .map(Map.Entry::getKey)
              .orElse("");
      contents.forEach((content, some) -> {
        if (!content.equals(usual)) {
          some.forEach(pod -> findings.add(finding(pod, usual, content)));
        }
      });
    }
    return List.copyOf(findings);
  }

  private static Optional<ContainerStatus> status(Pod pod) {
    if (pod.getStatus() == null
        || pod.getSpec().getNodeName() == null
        || pod.getMetadata().getDeletionTimestamp() != null) {
      return Optional.empty();
    }
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> CONTAINER.equals(status.getName()))
        .filter(status -> status.getImageID() != null && !status.getImageID().isEmpty())
        .filter(status -> status.getImage() != null)
        .findFirst();
  }

  private static Finding finding(Pod pod, String usual, String content) {
    return new Finding(
        ObjectKey.of(pod),
        "/status/containerStatuses[" + CONTAINER + "]/imageID",
        Drift.Type.CHANGED,
        Optional.of(usual),
        Optional.of(content),
        Optional.empty(),
        Drift.Severity.HIGH,
        Drift.Action.REPORTED);
  }
}
