/// The directive `dnssec`: replies are signed on the way back. May touch `core`, `corefile`, `wire`
/// and `zone`; signatures are made on virtual threads. Start reading at
/// [dev.nodens.plugin.dnssec.DnssecPlugin].
@NullMarked
package dev.nodens.plugin.dnssec;

import org.jspecify.annotations.NullMarked;
