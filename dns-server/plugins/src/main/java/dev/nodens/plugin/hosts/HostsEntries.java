package dev.nodens.plugin.hosts;

import dev.nodens.wire.Name;
import java.util.List;
import java.util.Map;

/// The entries of one source, addresses and names in file order. Immutable once read.
///
/// @param v4 IPv4 addresses by name
/// @param v6 IPv6 addresses by name
/// @param wildV4 IPv4 addresses of `*.NAME`, by NAME
/// @param wildV6 IPv6 addresses of `*.NAME`, by NAME
/// @param reverse names by the reverse name of their address
record HostsEntries(
    Map<Name, List<byte[]>> v4,
    Map<Name, List<byte[]>> v6,
    Map<Name, List<byte[]>> wildV4,
    Map<Name, List<byte[]>> wildV6,
    Map<Name, List<Name>> reverse) {

  static final HostsEntries NONE =
      new HostsEntries(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

  /// What the metric counts: addresses and, again, names by address.
  int size() {
    return count(v4) + count(v6) + count(wildV4) + count(wildV6) + count(reverse);
  }

  private static int count(Map<Name, ? extends List<?>> entries) {
    return entries.values().stream().mapToInt(List::size).sum();
  }
}
