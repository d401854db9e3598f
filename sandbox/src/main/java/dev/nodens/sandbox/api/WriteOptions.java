package dev.nodens.sandbox.api;

/// How a write is to be done.
///
/// @param manager the field manager
/// @param force take fields from other managers, for apply
/// @param dryRun answer as if, store nothing
/// @param unknownFields what to do about fields that the schema does not know
public record WriteOptions(
    String manager, boolean force, boolean dryRun, UnknownFields unknownFields) {
  /// The `fieldValidation` parameter.
  public enum UnknownFields {
    IGNORE,
    WARN,
    STRICT
  }

  /// A write of a controller of the sandbox.
  public static WriteOptions by(String manager) {
    return new WriteOptions(manager, false, false, UnknownFields.IGNORE);
  }

  /// This write as a forced apply.
  public WriteOptions forced() {
    return new WriteOptions(manager, true, dryRun, unknownFields);
  }
}
