package dev.nodens.plugin.kubernetes;

/// How names such as `10-0-0-1.default.pod` are answered.
public enum PodMode {
  /// They do not exist.
  DISABLED,
  /// The address in the name is the answer, whether a pod has it or not.
  INSECURE,
  /// As above, if a pod of that namespace has the address.
  VERIFIED
}
