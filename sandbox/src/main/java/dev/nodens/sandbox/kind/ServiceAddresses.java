package dev.nodens.sandbox.kind;

/// The cluster addresses that Services hold.
public interface ServiceAddresses {
  /// True when an address belongs to the range of this cluster.
  boolean inRange(String address);

  /// True when a Service other than `owner` holds the address.
  ///
  /// @param owner namespace, `/` and name
  boolean isTaken(String address, String owner);

  /// An address that nobody holds.
  String free();
}
