package dev.nodens.sandbox.fields;

/// Who owns fields: one entry of `metadata.managedFields` without its set.
///
/// @param name the field manager
/// @param applies true for server-side apply, false for every other kind of write
/// @param apiVersion the version that the set is written in
/// @param subresource empty, or the subresource that was written, such as `status`
public record Manager(String name, boolean applies, String apiVersion, String subresource) {
  String operation() {
    return applies ? "Apply" : "Update";
  }

  /// What makes two entries the same manager: for an applier the version does not count.
  Manager identity() {
    return applies ? new Manager(name, true, "", subresource) : this;
  }
}
