package dev.nodens.core.server;

import dev.nodens.core.Chain;
import dev.nodens.wire.Name;

/// One zone of one server block on one server: what a query is routed to.
///
/// @param id dense number, unique in a running configuration: index for per-zone state
/// @param server label of the server, `dns://:53`
/// @param zone the zone as the Corefile's key names it, lower case
/// @param zoneText [#zone] in presentation form, for metrics and logs
/// @param chain the block's handlers; all keys of a block share them
public record ServedZone(int id, String server, Name zone, String zoneText, Chain chain) {}
