/// The directive `dynupdate`: a zone that clients change with signed UPDATE messages (RFC 2136).
/// Reads the directive, decides who may change what, and answers from the zone; what a request does
/// is [dev.nodens.zone.update]'s. May touch `core`, `corefile`, `wire` and `zone`. Start reading at
/// [dev.nodens.plugin.dynupdate.DynupdatePlugin].
@NullMarked
package dev.nodens.plugin.dynupdate;

import org.jspecify.annotations.NullMarked;
