package dev.nodens.operator.foreign;

import dev.nodens.crd.Drift;
import dev.nodens.operator.apply.Finding;
import dev.nodens.operator.apply.ObjectKey;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// Addresses behind the DNS Service that no pod of the cluster has: whoever adds an EndpointSlice
/// answers a share of all queries.
///
/// The Service has a selector, so its EndpointSlices are the control plane's own. A slice of
/// anybody else can be removed. One of the control plane into which somebody wrote an address is
/// only shown: the control plane puts it right by itself, and removing it would take the pods'
/// addresses away for a moment.
public final class ForeignSlices {
  /// Label with the name of the Service.
  public static final String SERVICE = "kubernetes.io/service-name";

  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  private static final String CONTROL_PLANE = "endpointslice-controller.k8s.io";
  private static final int SHOWN = 5;

  private ForeignSlices() {}

  /// A slice with addresses that do not belong there.
  ///
  /// @param finding what is said about it
  /// @param uid of the slice
  /// @param removable whether it is somebody's own
  public record Foreign(Finding finding, String uid, boolean removable) {}

  /// Those among the slices of a Service.
  public static List<Foreign> among(List<EndpointSlice> slices) {
    List<Foreign> foreign = new ArrayList<>();
    for (EndpointSlice slice : slices) {
      Map<String, String> labels =
          Objects.requireNonNullElse(slice.getMetadata().getLabels(), Map.of());
      boolean own = !CONTROL_PLANE.equals(labels.get(MANAGED_BY));
      List<Endpoint> strange =
          slice.getEndpoints().stream().filter(endpoint -> own || isNoPod(endpoint)).toList();
      if (own || !strange.isEmpty()) {
        foreign.add(new Foreign(finding(slice, strange, own), slice.getMetadata().getUid(), own));
      }
    }
    foreign.sort(Comparator.comparing(found -> found.finding().key().name()));
    return List.copyOf(foreign);
  }

  /// Whether an endpoint names no pod as its target.
  public static boolean isNoPod(Endpoint endpoint) {
    return endpoint.getTargetRef() == null || !"Pod".equals(endpoint.getTargetRef().getKind());
  }

  private static Finding finding(EndpointSlice slice, List<Endpoint> strange, boolean own) {
    String addresses =
        strange.stream()
            .flatMap(endpoint -> endpoint.getAddresses().stream())
            .limit(SHOWN)
            .collect(Collectors.joining(", "));
    return new Finding(
        ObjectKey.of(slice),
        own ? "" : "/endpoints",
        Drift.Type.ADDED,
        Optional.empty(),
        Optional.of(addresses).filter(text -> !text.isEmpty()),
        author(slice, own),
        Drift.Severity.CRITICAL,
        Drift.Action.REPORTED);
  }

  /// Who wrote last. In a slice of the control plane that is usually the control plane itself, and
  /// the manager that is not the first one is somebody else.
  private static Optional<String> author(EndpointSlice slice, boolean own) {
    List<ManagedFieldsEntry> entries =
        Objects.requireNonNullElse(slice.getMetadata().getManagedFields(), List.of());
    List<ManagedFieldsEntry> newest =
        entries.stream()
            .sorted(
                Comparator.comparing((ManagedFieldsEntry entry) ->
                        Objects.requireNonNullElse(entry.getTime(), ""))
                    .reversed())
            .toList();
    return newest.isEmpty() || (!own && newest.size() < 2)
        ? Optional.empty()
        : Optional.of(
            newest.getFirst().getManager() + " (" + newest.getFirst().getOperation() + ")");
  }
}
