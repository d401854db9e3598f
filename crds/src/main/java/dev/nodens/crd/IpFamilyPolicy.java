package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Families of the Service's addresses.
public enum IpFamilyPolicy {
  /// Both where the cluster has both, else the one that it has.
  @JsonProperty("PreferDualStack")
  PREFER_DUAL_STACK("PreferDualStack"),
  /// That of the declared or recorded address.
  @JsonProperty("SingleStack")
  SINGLE_STACK("SingleStack"),
  /// Both; a cluster that has one refuses the Service.
  @JsonProperty("RequireDualStack")
  REQUIRE_DUAL_STACK("RequireDualStack");

  private final String text;

  IpFamilyPolicy(String text) {
    this.text = text;
  }

  /// As the API writes it.
  public String text() {
    return text;
  }
}
