package dev.nodens.sandbox.kind;

/// The cluster addresses that Services hold.
public interface ServiceAddresses {
  /// True when an address belongs to the range of this cluster.
  boolean inRange(String address);

  /// The range in CIDR notation, for messages.
  String range();

  /// True when a Service other than `owner` holds the address.
  ///
  /// @param owner namespace, `/` and name
  boolean isTaken(String address, String owner);

  /// An address that nobody holds.
  String free();
}
