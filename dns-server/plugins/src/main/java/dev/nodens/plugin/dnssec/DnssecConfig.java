package dev.nodens.plugin.dnssec;

import dev.nodens.wire.Name;
import java.util.List;

/// What `dnssec` says.
///
/// @param zones that are signed
/// @param keys pairs of key files, without their endings
/// @param capacity of the cache, in signed record sets
public record DnssecConfig(List<Name> zones, List<String> keys, int capacity) {

  public DnssecConfig {
    zones = List.copyOf(zones);
    keys = List.copyOf(keys);
  }
}
