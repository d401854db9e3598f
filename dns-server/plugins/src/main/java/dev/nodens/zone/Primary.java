package dev.nodens.zone;

import dev.nodens.wire.Name;
import java.io.IOException;

/// A name server that zones are copied from. Blocks; any thread.
public interface Primary {
  /// The serial number of the zone there, unsigned.
  ///
  /// @throws IOException if it does not say
  long serial(Name origin) throws IOException;

  /// The whole zone as it is there.
  ///
  /// @throws IOException if it is not given
  /// @throws ZoneException if what came cannot be served
  Zone transfer(Name origin) throws IOException, ZoneException;
}
