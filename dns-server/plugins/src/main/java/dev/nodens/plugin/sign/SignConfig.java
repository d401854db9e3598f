package dev.nodens.plugin.sign;

import dev.nodens.wire.Name;
import java.util.List;

/// What all uses of `sign` in one block say.
///
/// @param uses in the order of the Corefile
public record SignConfig(List<Use> uses) {

  public SignConfig {
    uses = List.copyOf(uses);
  }

  /// One use.
  ///
  /// @param file the zone file
  /// @param zones that it is signed as
  /// @param keys pairs of key files, without their endings
  /// @param folder where signed files are written
  public record Use(String file, List<Name> zones, List<String> keys, String folder) {

    public Use {
      zones = List.copyOf(zones);
      keys = List.copyOf(keys);
    }
  }
}
