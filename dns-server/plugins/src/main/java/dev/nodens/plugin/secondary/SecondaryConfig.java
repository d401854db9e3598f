package dev.nodens.plugin.secondary;

import dev.nodens.core.config.HostPort;
import dev.nodens.wire.Name;
import java.util.List;
import java.util.Optional;

/// What all uses of `secondary` in one block say.
///
/// @param copies in the order of the Corefile
/// @param fallthrough zones whose missing names go on to the next plugin
public record SecondaryConfig(List<Copy> copies, List<Name> fallthrough) {

  public SecondaryConfig {
    copies = List.copyOf(copies);
    fallthrough = List.copyOf(fallthrough);
  }

  /// One use.
  ///
  /// @param zones that are copied
  /// @param primaries where from, IP addresses
  /// @param catalog whether the zones are catalogs (RFC 9432), and the zones that their members
  ///   must be at or below; no zones for any
  public record Copy(List<Name> zones, List<HostPort> primaries, Optional<List<Name>> catalog) {

    public Copy {
      zones = List.copyOf(zones);
      primaries = List.copyOf(primaries);
      catalog = catalog.map(List::copyOf);
    }
  }
}
