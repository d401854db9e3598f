package dev.nodens.plugin.file;

import dev.nodens.wire.Name;
import java.time.Duration;
import java.util.List;

/// What all uses of `file` in one block say.
///
/// @param uses in the order of the Corefile
/// @param fallthrough zones whose missing names go on to the next plugin
public record FileConfig(List<Use> uses, List<Name> fallthrough) {

  public FileConfig {
    uses = List.copyOf(uses);
    fallthrough = List.copyOf(fallthrough);
  }

  /// One use.
  ///
  /// @param file as written; relative ones count from the block's root directory
  /// @param zones the zones that the file is read for
  /// @param reload how often to look whether the file changed; zero for never
  /// @param byTime whether a newer file is taken even if its serial number is the same
  public record Use(String file, List<Name> zones, Duration reload, boolean byTime) {

    public Use {
      zones = List.copyOf(zones);
    }
  }
}
