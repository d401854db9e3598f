package dev.nodens.plugin.kubernetes;

import dev.nodens.plugin.kubernetes.table.Addresses;
import java.util.Arrays;

/// What one event loop needs while it answers; keeps answers free of allocation.
final class Scratch {
  /// The queried name taken apart.
  final NameParts parts;

  /// A target of a CNAME taken apart.
  final NameParts targetParts;

  /// What was found.
  final Lookup lookup = new Lookup();

  /// An address read from a name: pods, reverse names.
  final byte[] address = new byte[16];

  /// A name being composed, or a label.
  final byte[] name = new byte[320];

  /// A SOA record being composed.
  final byte[] soa = new byte[64];

  final Addresses.Walk walk = new Addresses.Walk();
  final Addresses.Walk earlier = new Addresses.Walk();

  private int[] offsets = new int[64];

  /// @param clusterSet whether names are those of a set of clusters
  /// @param zonal whether services have names for zones of the topology
  Scratch(boolean clusterSet, boolean zonal) {
    parts = new NameParts(clusterSet, zonal);
    targetParts = new NameParts(false, zonal);
  }

  /// An array of at least `count` numbers.
  int[] offsets(int count) {
    if (offsets.length < count) {
      offsets = Arrays.copyOf(offsets, Math.max(count, offsets.length * 2));
    }
    return offsets;
  }
}
