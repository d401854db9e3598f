package dev.nodens.core;

import dev.nodens.wire.Name;
import java.util.List;

/// A handler that knows which search list a client uses: the domains that its resolver puts behind
/// short names.
public interface SearchPath {
  /// The domains in the order in which the client tries them; empty if it is unknown. The name
  /// alone, which comes last, is not in the list. On the exchange's event loop.
  List<Name> searchPath(Exchange exchange);
}
