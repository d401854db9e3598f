package dev.nodens.zone.update;

/// How large a zone and a request may be.
///
/// @param records in the zone
/// @param octets of all records of the zone, uncompressed
/// @param requestRecords prerequisites and changes of one request
public record Limits(int records, int octets, int requestRecords) {
  /// CoreDNS's.
  public static final Limits DEFAULT = new Limits(10_000, 8 << 20, 1024);
}
