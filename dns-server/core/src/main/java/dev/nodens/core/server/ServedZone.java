package dev.nodens.core.server;

import dev.nodens.core.Chain;
import dev.nodens.core.Exchange;
import dev.nodens.wire.Name;
import org.jspecify.annotations.Nullable;

/// One zone of one server block on one server: what a query is routed to.
///
/// @param id dense number, unique in a running configuration: index for per-zone state
/// @param server label of the server, `dns://:53`
/// @param zone the zone as the Corefile's key names it, lower case
/// @param zoneText [#zone] in presentation form, for metrics and logs
/// @param view name of the block's view; empty if it has none
/// @param filter which queries the view is for; null for all
/// @param chain the block's handlers; all keys of a block share them
public record ServedZone(
    int id,
    String server,
    Name zone,
    String zoneText,
    String view,
    @Nullable ViewFilter filter,
    Chain chain) {

  /// A zone of a block without a view.
  public ServedZone(int id, String server, Name zone, String zoneText, Chain chain) {
    this(id, server, zone, zoneText, "", null, chain);
  }

  boolean accepts(Exchange exchange) {
    return filter == null || filter.accepts(exchange);
  }
}
