package dev.nodens.operator.adopt;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who looks after an object that is not ours: it is they who have to remove it, and they may write
/// it back after an edit.
///
/// @param origin what kind of owner it is
/// @param name how the owner calls the object's bundle (add-on, release, application), or the field
///   manager that wrote it when nothing says more
public record Owner(Origin origin, String name) {
  private static final String K3S = "objectset.rio.cattle.io/";
  private static final String HELM = "meta.helm.sh/";
  private static final String ARGO_TRACKING = "argocd.argoproj.io/tracking-id";
  private static final String INSTANCE = "app.kubernetes.io/instance";

  /// Kinds of owners, told apart by what they leave on their objects.
  public enum Origin {
    /// The add-on controller of k3s: annotations `objectset.rio.cattle.io/owner-*`.
    K3S_ADDON,
    /// kubeadm: field manager `kubeadm`.
    KUBEADM,
    /// Helm: annotation `meta.helm.sh/release-name`.
    HELM,
    /// Argo CD: annotation `argocd.argoproj.io/tracking-id`, or its instance label and field
    /// manager.
    ARGO_CD,
    /// Flux: labels of its kustomize or helm controller.
    FLUX,
    /// The add-on manager of Amazon EKS: field manager `eks`.
    EKS,
    /// Nothing but a field manager is known.
    HAND
  }

  /// The owner that an object's labels, annotations and field managers name, the one that would win
  /// against an edit first.
  public static Owner of(HasMetadata object) {
    Map<String, String> labels = orEmpty(object.getMetadata().getLabels());
    Map<String, String> annotations = orEmpty(object.getMetadata().getAnnotations());
    List<String> managers = managers(object);
    return argo(labels, annotations, managers)
        .or(() -> flux(labels))
        .or(() -> k3s(annotations))
        .or(() -> eks(labels, managers))
        .or(() -> helm(annotations))
        .or(() -> kubeadm(managers))
        .orElseGet(() -> new Owner(Origin.HAND, managers.isEmpty() ? "" : managers.getFirst()));
  }

  private static Optional<Owner> argo(
      Map<String, String> labels, Map<String, String> annotations, List<String> managers) {
    String tracking = annotations.get(ARGO_TRACKING);
    if (tracking != null) {
      int colon = tracking.indexOf(':');
      return Optional.of(
          new Owner(Origin.ARGO_CD, colon < 0 ? tracking : tracking.substring(0, colon)));
    }
    boolean applied = managers.stream().anyMatch(manager -> manager.startsWith("argocd-"));
    return applied
        ? Optional.of(new Owner(Origin.ARGO_CD, labels.getOrDefault(INSTANCE, "")))
        : Optional.empty();
  }

  private static Optional<Owner> flux(Map<String, String> labels) {
    for (String controller : List.of("kustomize", "helm")) {
      String name = labels.get(controller + ".toolkit.fluxcd.io/name");
      if (name != null) {
        String namespace = labels.get(controller + ".toolkit.fluxcd.io/namespace");
        return Optional.of(
            new Owner(Origin.FLUX, namespace == null ? name : namespace + "/" + name));
      }
    }
    return Optional.empty();
  }

  private static Optional<Owner> k3s(Map<String, String> annotations) {
    String type = annotations.getOrDefault(K3S + "owner-gvk", "");
    String name = annotations.get(K3S + "owner-name");
    return type.startsWith("k3s.cattle.io/") && name != null
        ? Optional.of(new Owner(Origin.K3S_ADDON, name))
        : Optional.empty();
  }

  private static Optional<Owner> eks(Map<String, String> labels, List<String> managers) {
    return managers.contains("eks")
        ? Optional.of(
            new Owner(Origin.EKS, labels.getOrDefault("eks.amazonaws.com/component", "coredns")))
        : Optional.empty();
  }

  private static Optional<Owner> helm(Map<String, String> annotations) {
    String release = annotations.get(HELM + "release-name");
    String namespace = annotations.get(HELM + "release-namespace");
    return release == null
        ? Optional.empty()
        : Optional.of(
            new Owner(Origin.HELM, namespace == null ? release : namespace + "/" + release));
  }

  private static Optional<Owner> kubeadm(List<String> managers) {
    return managers.contains("kubeadm")
        ? Optional.of(new Owner(Origin.KUBEADM, ""))
        : Optional.empty();
  }

  /// Who declared the object, oldest entry first; controllers that only count in its status do not.
  private static List<String> managers(HasMetadata object) {
    List<ManagedFieldsEntry> entries =
        Objects.requireNonNullElse(object.getMetadata().getManagedFields(), List.of());
    return entries.stream()
        .filter(entry -> entry.getSubresource() == null || entry.getSubresource().isEmpty())
        .map(ManagedFieldsEntry::getManager)
        .filter(Objects::nonNull)
        .toList();
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return Objects.requireNonNullElse(map, Map.of());
  }

  /// Whether the owner compares the object with its source all the time, so that a write of ours
  /// would be taken back.
  boolean reconciles() {
    return switch (origin) {
      case ARGO_CD, FLUX, EKS -> true;
      case K3S_ADDON, KUBEADM, HELM, HAND -> false;
    };
  }

  /// As it stands in the status, such as `k3s add-on coredns`.
  @Override
  public String toString() {
    return switch (origin) {
      case K3S_ADDON -> "k3s add-on " + name;
      case KUBEADM -> "kubeadm";
      case HELM -> "Helm release " + name;
      case ARGO_CD -> ("Argo CD application " + name).stripTrailing();
      case FLUX -> "Flux " + name;
      case EKS -> "EKS add-on " + name;
      case HAND -> name.isEmpty() ? "unknown" : name;
    };
  }
}
