/// A zone that clients change (RFC 2136) for the plugin that serves one (`dynupdate`): its records,
/// requests against them, the database that keeps them over restarts. May touch `core`, `corefile`
/// and `wire`; dnsjava reads requests and zone text. Start reading at
/// [dev.nodens.zone.update.LiveZone].
@NullMarked
package dev.nodens.zone.update;

import org.jspecify.annotations.NullMarked;
