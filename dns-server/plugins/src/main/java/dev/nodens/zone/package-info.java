/// Authoritative zones for the plugins that serve them (`file`, `auto`, `secondary`) or hand them
/// on (`transfer`): records by name, the answers of RFC 1034 §4.3.2, zone text, transfers. May
/// touch `core` and `wire`; dnsjava stays inside the classes that read zone text or talk to other
/// name servers. Start reading at [dev.nodens.zone.Zone], then [dev.nodens.zone.ZoneAnswer].
@NullMarked
package dev.nodens.zone;

import org.jspecify.annotations.NullMarked;
