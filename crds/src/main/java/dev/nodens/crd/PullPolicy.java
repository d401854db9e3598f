package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/// When the kubelet pulls an image.
public enum PullPolicy {
  /// At every start of a pod.
  @JsonProperty("Always")
  ALWAYS("Always"),
  /// When the node does not have it.
  @JsonProperty("IfNotPresent")
  IF_NOT_PRESENT("IfNotPresent"),
  /// Never; the image must be on the node.
  @JsonProperty("Never")
  NEVER("Never");

  private final String text;

  PullPolicy(String text) {
    this.text = text;
  }

  /// The value as a pod spells it.
  public String text() {
    return text;
  }
}
