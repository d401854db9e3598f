package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/// The DNS of a cluster as one declared, cluster-scoped resource (`kubectl get cdns`).
@Group("nodens.dev")
@Version("v1alpha1")
@Kind("ClusterDNS")
@Plural("clusterdnses")
@Singular("clusterdns")
@ShortNames("cdns")
public final class ClusterDNS extends CustomResource<ClusterDNSSpec, ClusterDNSStatus> {
  private static final long serialVersionUID = 1L;

  /// Name of the definition object: plural, dot, group.
  public static final String CRD_NAME = "clusterdnses.nodens.dev";

  private transient List<String> unreadable = List.of();

  /// What of the stored declaration this version cannot read, such as a value of an enumeration
  /// that a later version added; [#getSpec] has defaults in its place and must not be acted upon.
  /// It is part of the JSON form because the SDK hands out copies that went through JSON.
  @JsonProperty("unreadable")
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public List<String> unreadable() {
    return unreadable;
  }

  @JsonSetter("unreadable")
  void readUnreadable(List<String> copied) {
    unreadable = List.copyOf(copied);
  }

  /// For Jackson. Never fails: an object that cannot be read would stop every list and watch.
  @JsonSetter("spec")
  void readSpec(JsonNode stored) {
    ReadableParts<ClusterDNSSpec> parts = ReadableParts.of(stored, ClusterDNSSpec.class, "spec");
    if (!parts.unreadable().isEmpty()) {
      unreadable = parts.unreadable();
    }
    setSpec(parts.value().orElseGet(ClusterDNSSpec::defaults));
  }

  /// For Jackson. What another version wrote there and this one does not know is forgotten.
  @JsonSetter("status")
  void readStatus(JsonNode stored) {
    setStatus(
        ReadableParts.of(stored, ClusterDNSStatus.class, "status")
            .value()
            .orElseGet(ClusterDNSStatus::empty));
  }

  @Override
  protected ClusterDNSSpec initSpec() {
    return ClusterDNSSpec.defaults();
  }

  @Override
  protected ClusterDNSStatus initStatus() {
    return ClusterDNSStatus.empty();
  }
}
